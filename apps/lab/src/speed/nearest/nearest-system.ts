import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import type { QueryResultRow } from 'pg';
import type { RunContext } from '../../runner/experiment';
import { startProgram } from '../../runner/start-program';
import { LabSystem } from '../../world/lab-system';
import { type Phone, phonesOf, type Place } from '../fleet/phones';
import { startSide } from '../sides/sides';
import type { SideAnswer, SideOrder } from './serve-side';
import { COPY_WITH_GIST, OCCUPY } from './tables';

export const SIDES = ['naive', 'project', 'limit', 'control'] as const;
export type SideId = (typeof SIDES)[number];

export const PROJECT_PROGRAMS = join(__dirname, '../../../../driver-service/test');
export const ROWS_A_BATCH = 2_000;
const ORDER_WITHIN_MS = 60_000;
const DATABASE = 'driver_service';
export const LIMIT = 10;

type Order = SideOrder | { readonly kind: 'apply'; readonly drivers: readonly Phone[] };

/** Driver-service with its tables filled, and the other sides beside it on the same Postgres. */
export async function startNearest(context: RunContext, drivers: number, others: readonly SideId[]) {
  context.step('starting');
  const system = await LabSystem.ofExperiment(context, { services: ['driver-service'] });
  const sql = <Row extends QueryResultRow>(text: string, values?: unknown[]) =>
    system.databases.rows<Row>(DATABASE, text, values);
  const programs = new Map<SideId, Program<Order, SideAnswer>>();
  const order = async (side: SideId, what: Order): Promise<SideAnswer> => {
    const program = programs.get(side);
    if (!program) throw new Error(`${side} is not among the sides of this experiment`);
    return program.order(what, ORDER_WITHIN_MS);
  };

  // Filled by the service's own code.
  const args = [system.stack.databaseUrl('driver-service')];
  programs.set(
    'project',
    await startProgram(context, join(PROJECT_PROGRAMS, 'nearest.process.ts'), { args }),
  );
  const phones = phonesOf(drivers, context.seed);
  for (let from = 0; from < drivers; from += ROWS_A_BATCH) {
    context.signal.throwIfAborted();
    context.step(`${from} of ${drivers} drivers`);
    await order('project', { kind: 'apply', drivers: phones.slice(from, from + ROWS_A_BATCH) });
  }
  for (const statement of OCCUPY) await sql(statement, [drivers]);
  if (others.includes('limit')) await sql(COPY_WITH_GIST);
  // As autovacuum leaves it after a while.
  await sql('VACUUM ANALYZE');
  for (const side of others)
    programs.set(side, await startSide(context, system, `nearest/${side}.process.ts`, DATABASE));

  return {
    ...{ context, system, drivers, sql },
    /** Ms that Postgres worked on one question. */
    time: async (side: SideId, place: Place): Promise<number> =>
      Number(await order(side, { kind: 'time', place, limit: LIMIT })),
    find: async (side: SideId, place: Place): Promise<string[]> => {
      const found = await order(side, { kind: 'find', place, limit: LIMIT });
      return Array.isArray(found) ? found : [];
    },
    urlOf: async (side: SideId): Promise<string> =>
      side === 'project' ? system.stack.urls.driverService : String(await order(side, { kind: 'url' })),
  };
}

export type NearestSystem = Awaited<ReturnType<typeof startNearest>>;
