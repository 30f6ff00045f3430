import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import type { Stack } from '@ride-hailing/stack';
import { Client } from 'pg';
import { startProgram, startSystem } from '../../runner/systems';
import type { RunContext } from '../../runner/experiment';
import { BENCH_DATABASE, environmentFor } from './bench-access';
import { BenchBroker } from './bench-broker';
import type { PublishOrder } from './processes/publisher.process';

const PUBLISHED_WITHIN_MS = 60_000;
const DRIVER_DATABASE = 'driver_service';

const TABLE = `driver_positions (
  driver_id   text COLLATE "C" PRIMARY KEY,
  sequence    bigint           NOT NULL,
  recorded_at timestamptz      NOT NULL,
  heard_at    timestamptz      NOT NULL,
  lat         double precision NOT NULL,
  lng         double precision NOT NULL,
  available   boolean          NOT NULL
) WITH (fillfactor = 70)`;
/** One table a side: the same columns as the project's, without what finds the nearest. */
const SCHEMAS = ['naive', 'community', 'bare'] as const;

/** The built driver-service with its servers, and what the other sides have in common. */
export class IngestWorld {
  private constructor(
    readonly stack: Stack,
    readonly broker: BenchBroker,
    /** As superuser, in the database of the sides that are not the project. */
    readonly others: Client,
    /** As superuser, in driver-service's database. */
    readonly project: Client,
    private readonly publisher: Program<PublishOrder, number>,
  ) {}

  static async open(context: RunContext): Promise<IngestWorld> {
    const stack = await startSystem(context, { services: ['driver-service'] });
    const broker = await BenchBroker.connect(stack);
    context.belongings.own({ stop: () => broker.close() });
    const project = await connected(context, stack.adminDatabaseUrl(DRIVER_DATABASE));
    await project.query(`CREATE DATABASE ${BENCH_DATABASE}`);
    const others = await connected(context, stack.adminDatabaseUrl(BENCH_DATABASE));
    for (const schema of SCHEMAS) await others.query(`CREATE SCHEMA ${schema} CREATE TABLE ${TABLE}`);
    const env = environmentFor(stack);
    const publisher = await startProgram<PublishOrder, number>(context, programFile('publisher'), { env });
    return new IngestWorld(stack, broker, others, project, publisher);
  }

  /** A side's own process, ended with the experiment. */
  program<Order, Answer>(name: string, context: RunContext): Promise<Program<Order, Answer>> {
    return startProgram(context, programFile(name), { env: environmentFor(this.stack) });
  }

  publish(order: PublishOrder): Promise<number> {
    return this.publisher.order(order, PUBLISHED_WITHIN_MS);
  }
}

const programFile = (name: string): string => join(__dirname, 'processes', `${name}.process.ts`);

async function connected({ belongings }: RunContext, connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  // Postgres ends it when the stack is killed.
  client.on('error', () => undefined);
  await client.connect();
  belongings.own({ stop: () => client.end() });
  return client;
}
