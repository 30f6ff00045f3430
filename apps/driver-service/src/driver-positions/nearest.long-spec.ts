import type { Point } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import { type Infrastructure, startInfrastructure } from '@ride-hailing/stack';
import { aDriverUpdate, seededRandom } from '@ride-hailing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import type { QueryRunner } from 'typeorm';
import { CreateLocalTables1795300000000 } from '../migrations/1795300000000-create-local-tables.migration';
import { CreateReservations1795400000000 } from '../migrations/1795400000000-create-reservations.migration';
import { DriverPositions } from './driver-positions.service';
import { EVERYWHERE, NearestDrivers } from './nearest-drivers.service';

/**
 * The figures of docs/adr/004-nearest-index.md. Asserts that the answers are exact and prints how long they take:
 *   npx jest apps/driver-service/src/driver-positions/nearest.long --selectProjects long
 */
const DRIVERS = 100_000;
const AVAILABLE = 0.6;
const ON_A_RIDE = 10_000;
const BATCH = 2_000;
const METRES_A_MOVE = 40;
const BATCHES_A_SECOND = 10;
const INGEST_BATCHES = 100;
const QUERIES = 300;

const EARTH_POINT = 'll_to_earth(lat, lng)';
const CANDIDATES = {
  none: 'DROP INDEX driver_positions_available_cell',
  grid: 'SELECT 1',
  gist: `DROP INDEX driver_positions_available_cell;
    CREATE INDEX ON driver_positions USING gist (${EARTH_POINT}) WHERE available`,
};
type Candidate = keyof typeof CANDIDATES;
const NAMES = Object.keys(CANDIDATES) as Candidate[];

const GIST = `
  SELECT driver_id AS "driverId" FROM driver_positions AS near
  WHERE available AND heard_at > to_timestamp($4::float8 / 1000) AND NOT EXISTS (
    SELECT FROM ride_copy WHERE driver_id = near.driver_id AND status IN ('ASSIGNED', 'IN_PROGRESS') OFFSET 0)
  ORDER BY ${EARTH_POINT} <-> ll_to_earth($1, $2) LIMIT $3`;

const random = seededRandom(1);
const somewhere = (): Point => ({ lat: 37.45 + random() * 0.24, lng: 126.8 + random() * 0.36 });

interface Phone {
  readonly driverId: string;
  place: Point;
  sequence: number;
  available: boolean;
}

const moved = (phone: Phone): Phone => {
  const direction = random() * 2 * Math.PI;
  const [north, east] = [Math.cos(direction) * METRES_A_MOVE, Math.sin(direction) * METRES_A_MOVE];
  phone.place = { lat: phone.place.lat + north / 111_195, lng: phone.place.lng + east / 88_000 };
  phone.sequence += 1;
  if (random() < 0.01) phone.available = !phone.available;
  return phone;
};

const percentile = (times: number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN;
const figures = (times: number[]) => ({
  p50: Number(percentile(times, 0.5).toFixed(2)),
  p99: Number(percentile(times, 0.99).toFixed(2)),
});

/** Runs each statement and, apart from it, asks Postgres how long it takes to execute. */
class TimedPool {
  executionMs = 0;
  constructor(private readonly pool: Pool) {}

  async query<Row extends object>(statement: { name?: string; text: string; values: unknown[] }) {
    const { rows: plans } = await this.pool.query<Record<'QUERY PLAN', [{ 'Execution Time': number }]>>(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${statement.text}`,
      statement.values,
    );
    this.executionMs += plans[0]?.['QUERY PLAN'][0]['Execution Time'] ?? Number.NaN;
    return this.pool.query<Row>(statement);
  }
}

describe('the nearest of 100,000 drivers, three ways', () => {
  let infrastructure: Infrastructure;
  let folder: string;
  const pools = {} as Record<Candidate, Pool>;
  const phones: Phone[] = Array.from({ length: DRIVERS }, (_, index) => ({
    driverId: `d-${index}`,
    place: somewhere(),
    sequence: 1,
    available: random() < AVAILABLE,
  }));

  const databaseOf = (pool: unknown) => ({ pool }) as Database;

  const apply = async (pool: Pool, some: readonly Phone[]): Promise<number> => {
    const heardAtMs = Date.now();
    const heard = some
      .map(({ driverId, sequence, place, available }) => ({
        update: aDriverUpdate({ driverId, sequence, position: place, available }),
        heardAtMs,
      }))
      .sort((a, b) => (a.update.driverId < b.update.driverId ? -1 : 1));
    const startedAt = performance.now();
    await new DriverPositions(databaseOf(pool)).apply(heard);
    return performance.now() - startedAt;
  };

  const nextBatch = (): Phone[] => {
    const chosen = new Set<Phone>();
    while (chosen.size < BATCH) chosen.add(phones[Math.floor(random() * DRIVERS)] as Phone);
    return [...chosen].map(moved);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nearest-'));
    infrastructure = await startInfrastructure({ folder, ports: 'free' });
    const connectionString = infrastructure.adminDatabaseUrl();
    const admin = new Pool({ connectionString, max: 1 });
    await admin.query('CREATE EXTENSION cube; CREATE EXTENSION earthdistance');
    for (const name of NAMES) {
      await admin.query(`CREATE SCHEMA "${name}"`);
      const pool = new Pool({ connectionString, max: 4, options: `-c search_path="${name}",public` });
      pools[name] = pool;
      await new CreateLocalTables1795300000000().up(pool as unknown as QueryRunner);
      await new CreateReservations1795400000000().up(pool as unknown as QueryRunner);
      await pool.query(CANDIDATES[name]);
      for (let from = 0; from < DRIVERS; from += BATCH) await apply(pool, phones.slice(from, from + BATCH));
      await pool.query(
        `INSERT INTO ride_copy SELECT 'r-' || n, 'd-' || n, 'IN_PROGRESS', 0, 0, 1, now(), now()
         FROM generate_series(1, ${ON_A_RIDE}) AS n`,
      );
      await pool.query(
        `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
         SELECT gen_random_uuid(), 'CONFIRMED', 'r-' || n, 'd-' || n FROM generate_series(1, ${ON_A_RIDE}) AS n`,
      );
      await pool.query('VACUUM ANALYZE');
    }
    await admin.end();
  }, 180_000);

  afterAll(async () => {
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
    const { dataFolder } = infrastructure;
    await infrastructure.stop();
    for (const one of new Set([folder, dataFolder])) rmSync(one, { recursive: true, force: true });
  });

  it('costs of writing', async () => {
    const times: Record<Candidate, number[]> = { none: [], grid: [], gist: [] };
    // In turns, so that whatever else the machine does meets all alike.
    for (let round = 0; round < INGEST_BATCHES; round += 1) {
      const batch = nextBatch();
      for (const name of NAMES) times[name].push(await apply(pools[name], batch));
    }
    await delay(1_500); // Postgres reports its statistics after a second.
    const report = await Promise.all(
      NAMES.map(async (name) => {
        const { rows } = await pools[name].query<{ hot: string }>(
          `SELECT round(100.0 * n_tup_hot_upd / n_tup_upd, 1) AS hot
           FROM pg_stat_user_tables WHERE schemaname = $1 AND relname = 'driver_positions'`,
          [name],
        );
        const { p50 } = figures(times[name]);
        return { name, rowsASecond: Math.round((BATCH / p50) * 1_000), hotPercent: Number(rows[0]?.hot) };
      }),
    );
    console.log(JSON.stringify({ writing: report }));
  }, 300_000);

  it('times of asking while 20,000 updates a second arrive', async () => {
    const limit = 10;
    const report: Record<string, unknown> = {};
    for (const name of ['grid', 'gist'] as const) {
      const pool = pools[name];
      const timed = new TimedPool(pool);
      const times: Record<'scan' | 'index', number[]> = { scan: [], index: [] };
      let writing = true;
      const writer = (async () => {
        while (writing) {
          const next = delay(1_000 / BATCHES_A_SECOND);
          await apply(pool, nextBatch());
          await next;
        }
      })();
      const ask = async (text: string, values: unknown[]): Promise<number> => {
        timed.executionMs = 0;
        await timed.query({ text, values });
        return timed.executionMs;
      };
      for (let query = 0; query < QUERIES; query += 1) {
        const { lat, lng } = somewhere();
        if (query % 3 === 0) times.scan.push(await ask(EVERYWHERE, [lat, lng, limit, 0]));
        if (name === 'gist') times.index.push(await ask(GIST, [lat, lng, limit, 0]));
        else {
          timed.executionMs = 0;
          await new NearestDrivers(databaseOf(timed)).find({ lat, lng }, limit, 0);
          times.index.push(timed.executionMs);
        }
      }
      writing = false;
      await writer;
      report[name] = {
        scanMs: figures(times.scan),
        indexMs: figures(times.index),
        timesFaster: Math.round(percentile(times.scan, 0.5) / percentile(times.index, 0.5)),
      };
    }
    console.log(JSON.stringify({ asking: report }));
  }, 300_000);

  it('gives exactly what the scan of the table gives', async () => {
    const pool = pools.grid;
    for (let query = 0; query < 100; query += 1) {
      const place = somewhere();
      const byIndex = await new NearestDrivers(databaseOf(pool)).find(place, 10, 0);
      const { rows } = await pool.query<{ driverId: string }>(EVERYWHERE, [place.lat, place.lng, 10, 0]);
      expect(byIndex.map(({ driverId }) => driverId)).toEqual(rows.map(({ driverId }) => driverId));
    }
  }, 60_000);
});
