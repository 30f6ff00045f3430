import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '@ride-hailing/measuring';
import { type Stack, startStack } from '@ride-hailing/stack';
import { Client } from 'pg';
import type { BenchContext } from '../experiment';
import { serviceProfiling } from '../service-profiling';
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
export const SCHEMAS = ['naive', 'community', 'bare'] as const;

/** The built driver-service with its servers, and what the other sides have in common. */
export class IngestWorld {
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly stack: Stack,
    readonly broker: BenchBroker,
    /** As superuser, in the database of the sides that are not the project. */
    readonly others: Client,
    /** As superuser, in driver-service's database. */
    readonly project: Client,
    private readonly publisher: Program<PublishOrder, number>,
  ) {}

  static async open(context: BenchContext): Promise<IngestWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'ride-hailing-bench-ingest-'));
    const opened: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
    const env = { 'driver-service': serviceProfiling('driver-service', context.profileFolder) };
    try {
      const stack = await startStack({
        ...{ folder, portBase: 'free', simulator: false, services: ['driver-service'] },
        ...{ build: context.needsBuild(), signal: context.signal, env },
      });
      context.own(stack);
      opened.push(() => stack.stop());
      const broker = await BenchBroker.connect(stack);
      opened.push(() => broker.close());
      const project = await connected(stack, DRIVER_DATABASE, opened);
      await project.query(`CREATE DATABASE ${BENCH_DATABASE}`);
      const others = await connected(stack, BENCH_DATABASE, opened);
      for (const schema of SCHEMAS) await others.query(`CREATE SCHEMA ${schema} CREATE TABLE ${TABLE}`);
      const publisher = await Program.start<PublishOrder, number>(programFile('publisher'), {
        env: environmentFor(stack),
      });
      context.own(publisher);
      opened.push(() => publisher.stop());
      const world = new IngestWorld(stack, broker, others, project, publisher);
      world.closing.push(...opened);
      return world;
    } catch (error) {
      await closeAll(opened);
      throw error;
    }
  }

  /** A side's own process, ended with the world. */
  async program<Order, Answer>(name: string, context: BenchContext): Promise<Program<Order, Answer>> {
    const program = await Program.start<Order, Answer>(programFile(name), {
      env: environmentFor(this.stack),
    });
    context.own(program);
    this.closing.push(() => program.stop());
    return program;
  }

  publish(order: PublishOrder): Promise<number> {
    return this.publisher.order(order, PUBLISHED_WITHIN_MS);
  }

  close(): Promise<void> {
    return closeAll(this.closing);
  }
}

const programFile = (name: string): string => join(__dirname, 'processes', `${name}.process.ts`);

async function connected(
  stack: Stack,
  database: string,
  opened: (() => Promise<unknown>)[],
): Promise<Client> {
  const client = new Client({ connectionString: stack.adminDatabaseUrl(database) });
  // Postgres ends it when the stack is killed.
  client.on('error', () => undefined);
  await client.connect();
  opened.push(() => client.end());
  return client;
}

/** The last opened first. Everything is closed, also after a failure. */
async function closeAll(opened: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).reverse()) await close().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
