import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import { startInfrastructure } from '@ride-hailing/stack';
import { seededRandom, shuffled } from '@ride-hailing/testing';
import { Pool } from 'pg';
import { UnverifiedError } from '../../lab.errors';
import { startProgram } from '../../runner/systems';
import type { RunContext, Experiment, Measurement, OpenExperiment } from '../../runner/experiment';
import type { Settings } from '../../results/results';
import { FIRST_SEQUENCE } from '../../load/first-sequence';
import { move, type Phone, phonesOf } from './fleet';

const SIDES = ['none', 'project', 'gist'] as const;
type SideId = (typeof SIDES)[number];
type Answer = Partial<Record<SideId, { ms: number; applied: number }>>;
type Order = { kind: 'prepare' } | { kind: 'write'; drivers: readonly Phone[]; schemas: readonly SideId[] };

const ROWS_A_BATCH = 2_000;
const FULL = { drivers: 100_000, batches: 40 };
const QUICK = { drivers: 6_000, batches: 2 };
const PROGRAM = join(__dirname, '../../../../driver-service/test/nearest-ingest.process.ts');
const ORDER_WITHIN_MS = 60_000;

const MOVED = (side: SideId) => `
  SELECT sum(sequence - ${FIRST_SEQUENCE})::float8 AS updates,
    (SELECT n_tup_hot_upd / nullif(n_tup_upd, 0)::float8 FROM pg_stat_user_tables
     WHERE schemaname = '${side}' AND relname = 'driver_positions') AS hot
  FROM ${side}.driver_positions`;

/** The same batches to three tables in turns: whatever else the machine does meets all alike. */
class IngestCost implements OpenExperiment {
  private readonly random;
  private readonly phones: Phone[];
  private readonly measured = new Map<number, Promise<Map<SideId, Measurement>>>();
  private written = 0;

  private constructor(
    private readonly context: RunContext,
    private readonly sizes: typeof FULL,
    private readonly admin: Pool,
    private readonly program: Program<Order, Answer>,
  ) {
    this.random = seededRandom(context.seed);
    this.phones = phonesOf(sizes.drivers, context.seed);
  }

  static async open(context: RunContext, sizes: typeof FULL): Promise<IngestCost> {
    const { belongings } = context;
    const infrastructure = await startInfrastructure({ folder: belongings.folder() });
    const { nats, postgres, dataFolder } = infrastructure;
    belongings.alsoRemove(dataFolder);
    belongings.own({
      stop: () => infrastructure.stop(),
      kill: () => Promise.all([postgres.kill(), nats.kill()]),
    });
    const url = infrastructure.adminDatabaseUrl();
    const program = await startProgram<Order, Answer>(context, PROGRAM, { args: [url] });
    const admin = new Pool({ connectionString: url, max: 1 });
    admin.on('error', () => undefined);
    belongings.own({ stop: () => admin.end() });
    const opened = new IngestCost(context, sizes, admin, program);
    await opened.fill();
    return opened;
  }

  /** All three are measured when the first one of a repeat is asked for. */
  async measure(side: string, repeat: number): Promise<Measurement> {
    const measured = this.measured.get(repeat) ?? this.measureAll();
    this.measured.set(repeat, measured);
    const measurement = (await measured).get(side as SideId);
    if (!measurement) throw new Error(`${side}: not among ${SIDES.join(', ')}`);
    return measurement;
  }

  private async fill(): Promise<void> {
    this.context.step('filling');
    await this.program.order({ kind: 'prepare' }, ORDER_WITHIN_MS);
    for (let from = 0; from < this.phones.length; from += ROWS_A_BATCH)
      await this.write(this.phones.slice(from, from + ROWS_A_BATCH));
    await this.admin.query('VACUUM ANALYZE');
    // Not measured: the pages' first updates find room that later ones do not.
    for (let batch = 0; batch < this.sizes.batches; batch += 1) await this.write(this.nextBatch());
  }

  private async write(drivers: readonly Phone[]): Promise<Answer> {
    this.context.signal.throwIfAborted();
    const order: Order = { kind: 'write', drivers, schemas: shuffled(SIDES, this.random) };
    const answer = await this.program.order(order, ORDER_WITHIN_MS);
    for (const side of SIDES) {
      const applied = answer[side]?.applied;
      if (applied === drivers.length) continue;
      throw new UnverifiedError(`${side}: ${applied} of ${drivers.length} rows were applied`);
    }
    return answer;
  }

  private nextBatch(): Phone[] {
    const chosen = new Set<Phone>();
    while (chosen.size < ROWS_A_BATCH)
      chosen.add(this.phones[Math.floor(this.random() * this.phones.length)] as Phone);
    this.written += ROWS_A_BATCH;
    return [...chosen].map((phone) => move(phone, this.random));
  }

  private async measureAll(): Promise<Map<SideId, Measurement>> {
    const spent: Record<SideId, number> = { none: 0, project: 0, gist: 0 };
    for (let batch = 0; batch < this.sizes.batches; batch += 1) {
      const answer = await this.write(this.nextBatch());
      for (const side of SIDES) spent[side] += answer[side]?.ms ?? Number.NaN;
    }
    const rows = this.sizes.batches * ROWS_A_BATCH;
    const measured = new Map<SideId, Measurement>();
    for (const side of SIDES) {
      const rowsPerSecond = (rows * 1_000) / spent[side];
      const { updates, hot } = await this.look(side);
      if (updates !== this.written)
        throw new UnverifiedError(`${side}: sequences advanced by ${updates} instead of ${this.written}`);
      const verified = `every row of ${rows} applied; sequences advanced by ${updates} since the start`;
      measured.set(side, { values: { rowsPerSecond, ...(hot !== null && { hot }) }, verified });
    }
    return measured;
  }

  private async look(side: SideId): Promise<{ updates: number; hot: number | null }> {
    const { rows } = await this.admin.query<{ updates: number; hot: number | null }>(MOVED(side));
    return rows[0] ?? { updates: 0, hot: null };
  }
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
        id: 'hot',
        label: 'updates that touch no index (HOT), since the start',
        unit: 'share',
        better: 'higher',
      },
    ],
    sides: [
      { id: 'none', kind: 'limit', says: 'no index on places' },
      { id: 'project', kind: 'project', says: 'cells in a partial B-tree' },
      { id: 'gist', kind: 'other', says: 'GiST on ll_to_earth' },
    ],
    goals: [
      {
        ...{ id: 'P6', says: 'rows written, with the index over without' },
        ...{ metric: 'rowsPerSecond', side: 'project', over: 'none', atLeast: 0.9 },
      },
    ],
    secondsASide: quick ? 0.2 : 4,
    secondsAround: quick ? 5 : 25,
    open: (context) => IngestCost.open(context, sizes),
  };
}
