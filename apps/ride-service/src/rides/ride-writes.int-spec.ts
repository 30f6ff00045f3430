import { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { aRideRequest, eventually, statementsOf } from '@ride-hailing/testing';
import { Pool } from 'pg';
import { uuidv7 } from 'uuidv7';
import { RunningRideService } from '../../test/running-ride-service';
import { claimOf } from './idempotency.service';
import { newRide } from './ride-commands.service';
import { rideChangedBy } from './ride-changed.event';
import { changeRides, insertRides } from './ride-statements';
import { rideRequestSchema } from './ride-request.dto';
import { RideWrites } from './ride-writes.service';
import { withDriver } from './transition';

jest.setTimeout(60_000);

describe('commands that share a statement', () => {
  let rides: RunningRideService;
  let writes: RideWrites;

  beforeAll(async () => {
    rides = await RunningRideService.start(integrationInfrastructure());
    writes = rides.service.app.get(RideWrites);
  });

  afterAll(() => rides.stop());

  const aRide = (notes = '') => newRide(uuidv7(), rideRequestSchema.parse(aRideRequest({ notes })));
  const insert = (notes: string) => writes.insert({ ride: aRide(notes), claim: undefined });
  const change = (type: 'start' | 'complete', id: string, version?: number) =>
    writes.change({ id, ...withDriver({ type }), of: {}, version });
  const statuses = (ends: readonly PromiseSettledResult<unknown>[]) => ends.map(({ status }) => status);
  const aClaimedRide = (key: string) => {
    const ride = aRide();
    const event = rideChangedBy({ id: ride.id, status: 'REQUESTED' });
    return { ride, claim: claimOf('rider:r-1', key, {}), event };
  };
  /** How many rows of the table the only connection of the pool has read so far. */
  const rowsRead = async (pool: Pool, table: string) => {
    const { rows } = await pool.query<{ n: number }>(
      'SELECT (seq_tup_read + idx_tup_fetch)::int AS n FROM pg_stat_xact_user_tables WHERE relname = $1',
      [table],
    );
    return rows[0]?.n;
  };
  const versionsOf = async (id: string) => (await rides.eventsOf(id)).map(({ data }) => data.version);

  it('make rides, and change them, each with its own answer and event, by one statement', async () => {
    const database = rides.service.app.get(Database);
    let made: Awaited<ReturnType<typeof insert>>[] = [];
    const notes = ['first', 'second', 'third'];
    const inserting = await statementsOf(database, 'rides', async () => {
      made = await Promise.all(notes.map((note) => insert(note)));
    });
    expect(inserting).toEqual(['request-rides']);
    expect(made.map((ride) => ride?.notes)).toEqual(notes);
    const ids = await Promise.all(notes.map(async (note) => (await rides.assignedRide(`of-${note}`)).id));
    const [first = '', second = '', third = ''] = ids;
    const changing = await statementsOf(database, 'rides', async () => {
      const changed = await Promise.all([
        change('start', first),
        change('complete', second),
        change('start', third, 2),
      ]);
      expect(changed.map((ride) => ride && [ride.id, ride.status, ride.version])).toEqual([
        [first, 'IN_PROGRESS', 3],
        undefined,
        [third, 'IN_PROGRESS', 3],
      ]);
    });
    expect(changing).toEqual(['change-rides']);
    expect(await Promise.all(ids.map(versionsOf))).toEqual([
      [1, 2, 3],
      [1, 2],
      [1, 2, 3],
    ]);
    const { rows } = await rides.sql.query('SELECT notes FROM rides WHERE id = ANY ($1) ORDER BY id', [
      made.map((ride) => ride?.id),
    ]);
    expect(rows.map((row: { notes: string }) => row.notes)).toEqual(notes);
  });

  it('do not fail each other: one that the database refuses fails alone', async () => {
    await rides.sql.query(`ALTER TABLE rides ADD CONSTRAINT refuses CHECK (notes <> 'refused') NOT VALID`);
    const ends = await Promise.allSettled(['good', 'refused', 'also good'].map(insert));
    await rides.sql.query('ALTER TABLE rides DROP CONSTRAINT refuses');
    expect(statuses(ends)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('do not wait for the ride of another that something has locked, and make of two of one ride only the first', async () => {
    const [locked, free] = await Promise.all(['locked', 'free'].map((driver) => rides.assignedRide(driver)));
    const { id: lockedId = '' } = locked ?? {};
    const { id: freeId = '' } = free ?? {};
    const holder = await rides.sql.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM rides WHERE id = $1 FOR UPDATE', [lockedId]);
    const command = rides.call('POST', `/rides/${lockedId}/start`);
    const commands = [
      ['start', lockedId],
      ['start', freeId],
      ['start', freeId],
      ['complete', freeId],
    ] as const;
    const changing = Promise.all(commands.map(([type, id]) => change(type, id)));
    const changed = await changing.finally(async () => {
      await holder.query('COMMIT');
      holder.release();
    });
    expect(changed.map((ride) => ride?.version)).toEqual([undefined, 3, undefined, undefined]);
    // This command waited for the lock on its own, and succeeds once the lock is released.
    expect(await command).toMatchObject({ status: 200, body: { status: 'IN_PROGRESS', version: 3 } });
  });

  it('claim keys in one order, so that no two statements wait for each other', async () => {
    // A hash join returns rows in an order of its own, which would hide a missing ORDER BY.
    const options = '-c enable_hashjoin=off -c enable_mergejoin=off';
    const pool = new Pool({ connectionString: rides.database.url, max: 2, options });
    const keys = ['a', 'b', 'c'];
    const insertAll = (inOrder: readonly string[]) => insertRides(pool, inOrder.map(aClaimedRide));
    for (let round = 0; round < 10; round += 1) {
      const holder = await rides.sql.connect();
      await holder.query('BEGIN');
      await holder.query(
        `INSERT INTO idempotency_keys (caller, key, request_hash, ride_id)
         SELECT 'rider:r-1', 'a', '', gen_random_uuid()`,
      );
      const waiting = async (count: number) => {
        const { rows } = await rides.sql.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND pid IN (
             SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
        );
        return rows[0]?.n === count;
      };
      const forwards = insertAll(keys);
      await eventually(() => waiting(1));
      const backwards = insertAll(keys.toReversed());
      await eventually(() => waiting(2));
      await holder.query('ROLLBACK');
      holder.release();
      const made = [...(await forwards), ...(await backwards)].filter((ride) => ride !== undefined);
      expect(made).toHaveLength(3);
      await rides.sql.query(`DELETE FROM idempotency_keys WHERE caller = 'rider:r-1'`);
    }
    await pool.end();
  });

  it('find rides by their keys, though the plan was made when there were few', async () => {
    const pool = new Pool({ connectionString: rides.database.url, max: 1 });
    const startAll = (ids: readonly string[]) =>
      changeRides(
        pool,
        ids.map((id) => ({
          id,
          ...withDriver({ type: 'start' }),
          of: {},
          event: rideChangedBy({ id, status: 'REQUESTED' }),
        })),
      );
    const { id: known } = await rides.assignedRide('of-the-plan');
    for (let time = 0; time < 10; time += 1) await startAll([known]);
    await rides.sql.query('ALTER TABLE rides SET (autovacuum_enabled = false)');
    const { rows: planted } = await rides.sql.query<{ id: string }>(
      `INSERT INTO rides (id, status, driver_id, rider_id, rider_name, rider_phone, pickup_lat, pickup_lng, pickup_address,
         dropoff_lat, dropoff_lng, dropoff_address, stops, fare_amount_minor, fare_currency, notes)
       SELECT id, 'ASSIGNED', id::text, 'r', '', '', 0, 0, '', 0, 0, '', '[]', 0, 'KRW', ''
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 20000)) AS many RETURNING id`,
    );
    const rows = planted.slice(0, 50);
    await pool.query('BEGIN');
    expect(await startAll(rows.map(({ id }) => id))).not.toContain(undefined);
    expect(await rowsRead(pool, 'rides')).toBeLessThan(1_000);
    await pool.query('COMMIT');
    await pool.end();
  });

  it('look for earlier keys one by one, though the plan was made when there were few', async () => {
    const pool = new Pool({ connectionString: rides.database.url, max: 1 });
    for (let time = 0; time < 10; time += 1) await insertRides(pool, [aClaimedRide(`few-${time}`)]);
    await rides.sql.query('ALTER TABLE idempotency_keys SET (autovacuum_enabled = false)');
    await rides.sql.query(
      `INSERT INTO idempotency_keys (caller, key, request_hash, ride_id)
       SELECT '', 'early-' || n, '', gen_random_uuid() FROM generate_series(1, 20000) AS n`,
    );
    await pool.query('BEGIN');
    const wanted = Array.from({ length: 50 }, (_, at) => aClaimedRide(`many-${at}`));
    expect(await insertRides(pool, wanted)).not.toContain(undefined);
    expect(await rowsRead(pool, 'idempotency_keys')).toBeLessThan(1_000);
    await pool.query('COMMIT');
    await pool.end();
  });
});
