import type { Program } from '@ride-hailing/testing';
import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import type { PublishOrder } from '../fleet/publisher.process';
import type { Workload } from '../fleet/workload';
import { openSides, type Sides, startSide } from '../sides/sides';
import { filledTable, type PositionsTable } from './positions-table';

const PUBLISHED_WITHIN_MS = 60_000;
/** The database of the sides other than the project; each has a schema in it. */
const OTHERS = 'bench';

/** One a side: the same columns as the project's, without what finds the nearest. */
const TABLE = `driver_positions (
  driver_id   text COLLATE "C" PRIMARY KEY,
  sequence    bigint           NOT NULL,
  recorded_at timestamptz      NOT NULL,
  heard_at    timestamptz      NOT NULL,
  lat         double precision NOT NULL,
  lng         double precision NOT NULL,
  available   boolean          NOT NULL
) WITH (fillfactor = 70)`;

/** The built driver-service with its servers, and what the sides have in common. */
async function startWorld(context: RunContext) {
  const system = await LabSystem.ofExperiment(context, { services: ['driver-service'] });
  const { databases } = system;
  await databases.create(OTHERS);
  const start = <Order, Answer>(file: string): Promise<Program<Order, Answer>> =>
    startSide(context, system, file, OTHERS);
  const publisher = await start<PublishOrder, number>('fleet/publisher.process.ts');
  return {
    system,
    projectTable: ({ drivers }: Workload): Promise<PositionsTable> =>
      filledTable(databases, ['driver_service', 'driver_positions', 'cell'], drivers),
    /** A side beside the project: its program, and what of it is looked at. */
    beside: async <Order, Answer>(side: string, { drivers }: Workload) => {
      const program = await start<Order, Answer>(`ingest/processes/${side}.process.ts`);
      await databases.rows(OTHERS, `CREATE SCHEMA ${side} CREATE TABLE ${TABLE}`);
      const table = await filledTable(databases, [OTHERS, `${side}.driver_positions`], drivers);
      return { program, table, pids: () => [program.pid] };
    },
    publish: (workload: Workload, subject: string, intoStream = true): Promise<number> =>
      publisher.order({ kind: 'workload', ...workload, subject, intoStream }, PUBLISHED_WITHIN_MS),
  };
}

export type IngestWorld = Awaited<ReturnType<typeof startWorld>>;

/** @param open makes each side; all are warmed up here by one turn each */
export async function openIngest(
  context: RunContext,
  open: (world: IngestWorld) => Promise<Sides>,
): Promise<OpenExperiment> {
  const world = await startWorld(context);
  context.step('starting and warming up the sides');
  const sides = await open(world);
  for (const measure of Object.values(sides)) await measure(0);
  return openSides(sides);
}
