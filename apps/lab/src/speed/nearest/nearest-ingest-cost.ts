import { join } from 'node:path';
import { seededRandom, shuffled } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { FIRST_SEQUENCE } from '../../load/first-sequence';
import type { Settings } from '../../results/results';
import type { Experiment, Measurement, OpenExperiment, RunContext } from '../../runner/experiment';
import { startProgram } from '../../runner/start-program';
import { LabSystem } from '../../world/lab-system';
import { move, type Phone, phonesOf } from '../fleet/phones';
import { openSides, other, project } from '../sides/sides';
import { PROJECT_PROGRAMS, ROWS_A_BATCH } from './nearest-system';

const SIDES = ['none', 'project', 'gist'] as const;
type SideId = (typeof SIDES)[number];
type Answer = Partial<Record<SideId, { ms: number; applied: number }>>;
type Order = { kind: 'prepare' } | { kind: 'write'; drivers: readonly Phone[]; schemas: readonly SideId[] };

const FULL = { drivers: 100_000, batches: 40 };
const QUICK = { drivers: 6_000, batches: 2 };
const PROGRAM = join(PROJECT_PROGRAMS, 'nearest-ingest.process.ts');
const DATABASE = 'bench';
const ORDER_WITHIN_MS = 60_000;

interface Moved {
  readonly updates: number;
  readonly hot: number | null;
}
const MOVED = (side: SideId) => `
  SELECT sum(sequence - ${FIRST_SEQUENCE})::float8 AS updates,
    (SELECT n_tup_hot_upd / nullif(n_tup_upd, 0)::float8 FROM pg_stat_user_tables
     WHERE schemaname = '${side}' AND relname = 'driver_positions') AS hot
  FROM ${side}.driver_positions`;

/** The same batches to three tables in turns: whatever else the machine does meets all alike. */
async function open(context: RunContext, sizes: typeof FULL): Promise<OpenExperiment> {
  const { stack, databases } = await LabSystem.ofExperiment(context, { services: ['driver-service'] });
  await databases.create(DATABASE);
  const args = [stack.adminDatabaseUrl(DATABASE)];
  const program = await startProgram<Order, Answer>(context, PROGRAM, { args });
  const random = seededRandom(context.seed);
  const phones = phonesOf(sizes.drivers, context.seed);
  const rows = sizes.batches * ROWS_A_BATCH;
  let written = 0;

  const write = async (drivers: readonly Phone[]): Promise<Answer> => {
    context.signal.throwIfAborted();
    const order: Order = { kind: 'write', drivers, schemas: shuffled(SIDES, random) };
    const answer = await program.order(order, ORDER_WITHIN_MS);
    for (const side of SIDES) {
      const applied = answer[side]?.applied;
      if (applied === drivers.length) continue;
      throw new UnverifiedError(`${side}: ${applied} of ${drivers.length} rows were applied`);
    }
    return answer;
  };

  const writeNext = (): Promise<Answer> => {
    const chosen = new Set<Phone>();
    while (chosen.size < ROWS_A_BATCH) chosen.add(phones[Math.floor(random() * phones.length)] as Phone);
    written += ROWS_A_BATCH;
    return write([...chosen].map((phone) => move(phone, random)));
  };

  const seen = async (side: SideId, spentMs: number): Promise<Measurement> => {
    const [moved] = await databases.rows<Moved>(DATABASE, MOVED(side));
    const { updates = 0, hot = null } = moved ?? {};
    if (updates !== written)
      throw new UnverifiedError(`${side}: sequences advanced by ${updates} instead of ${written}`);
    return {
      values: { rowsPerSecond: (rows * 1_000) / spentMs, ...(hot !== null && { hot }) },
      verified: `every row of ${rows} applied; sequences advanced by ${updates} since the start`,
    };
  };

  const measureAll = async (): Promise<Record<SideId, Measurement>> => {
    const spent: Record<SideId, number> = { none: 0, project: 0, gist: 0 };
    for (let batch = 0; batch < sizes.batches; batch += 1) {
      const answer = await writeNext();
      for (const side of SIDES) spent[side] += answer[side]?.ms ?? Number.NaN;
    }
    const of = (side: SideId) => seen(side, spent[side]);
    return { none: await of('none'), project: await of('project'), gist: await of('gist') };
  };

  context.step('filling');
  await program.order({ kind: 'prepare' }, ORDER_WITHIN_MS);
  for (let from = 0; from < phones.length; from += ROWS_A_BATCH)
    await write(phones.slice(from, from + ROWS_A_BATCH));
  await databases.rows(DATABASE, 'VACUUM ANALYZE');
  // Not measured: the pages' first updates find room that later ones do not.
  for (let batch = 0; batch < sizes.batches; batch += 1) await writeNext();

  // All three are measured when the first one of a repeat is asked for.
  const measured = new Map<number, Promise<Record<SideId, Measurement>>>();
  const measureOf = (side: SideId) => async (repeat: number) => {
    const all = measured.get(repeat) ?? measureAll();
    measured.set(repeat, all);
    return (await all)[side];
  };
  return openSides({ none: measureOf('none'), project: measureOf('project'), gist: measureOf('gist') });
}

export function nearestIngestCost({ quick }: Settings): Experiment {
  const sizes = quick ? QUICK : FULL;
  return {
    id: 'nearest-ingest-cost',
    topic: 'nearest',
    title: `What the index costs the ingest, ${sizes.drivers.toLocaleString('en')} drivers`,
    says:
      "The service's own statement writes the same batches of moving drivers to three tables in turns: without an " +
      'index on places, with the index of the service, and with the one that answers fastest.',
    settings: { ...sizes, rowsABatch: ROWS_A_BATCH },
    metrics: [
      { id: 'rowsPerSecond', label: 'rows written', unit: 'a second', better: 'higher' },
      {
        ...{ id: 'hot', label: 'updates that touch no index (HOT), since the start' },
        ...{ unit: 'share', better: 'higher' },
      },
    ],
    sides: [
      { id: 'none', kind: 'limit', says: 'no index on places' },
      project('cells in a partial B-tree'),
      other('gist', 'GiST on ll_to_earth'),
    ],
    goals: [
      {
        ...{ id: 'P6', says: 'rows written, with the index over without' },
        ...{ metric: 'rowsPerSecond', side: 'project', over: 'none', atLeast: 0.95 },
      },
    ],
    secondsASide: quick ? 0.2 : 4,
    secondsAround: quick ? 5 : 25,
    open: (context) => open(context, sizes),
  };
}
