import { type Database, isDatabaseUnavailable } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aDriverUpdate, aRideChanged, seededRandom } from '@ride-hailing/testing';
import { openLocalDatabase } from '../../test/local-database';
import { DriverPositions } from '../driver-positions/driver-positions.service';
import { RideCopy } from '../ride-copy/ride-copy.service';
import { LocalEssentialsQuery } from './local-essentials.query';

const seed = Date.now() % 1_000_000;
/** A time of the broker's clock, which may be years from the database's. */
const HEARD_AT_MS = Date.parse('2001-11-22T09:00:00.123Z');
const AGE_MS = 5_000;
/** Bounds the wait for enough calls on a busy machine. */
const MOST_ROUNDS = 5_000;
const FREE_WITHIN_MS = 60_000;

describe(`essentials out of the own tables (seed ${seed})`, () => {
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  let positions: DriverPositions;
  let copy: RideCopy;
  let essentials: LocalEssentialsQuery;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    positions = new DriverPositions(database);
    copy = new RideCopy(database);
    essentials = new LocalEssentialsQuery(database, FREE_WITHIN_MS);
  });

  afterAll(async () => {
    await close();
    await spec.drop();
  });

  beforeEach(() => database.pool.query('TRUNCATE driver_positions, ride_copy, reservations'));

  const saveUpdate = (driverId: string, sequence: number, { available = true, ageMs = AGE_MS } = {}) =>
    positions.apply(
      [{ update: aDriverUpdate({ driverId, sequence, available }), heardAtMs: HEARD_AT_MS }],
      HEARD_AT_MS + ageMs,
    );
  const saveRide = (driverId: string, version: number, status: 'ASSIGNED' | 'COMPLETED' = 'ASSIGNED') =>
    copy.apply([aRideChanged({ rideId: `ride-of-${driverId}`, driverId, status, version })]);

  const of = async (driverId: string) => (await essentials.of([driverId])).get(driverId);

  it('reads all essential fields of a driver', async () => {
    await Promise.all([saveUpdate('d-1', 1_795_384_000_123), saveRide('d-1', 3)]);
    const known = await of('d-1');
    expect(known?.position).toEqual({
      driverId: 'd-1',
      sequence: 1_795_384_000_123,
      recordedAtMs: aDriverUpdate().recordedAt,
      ageMs: expect.any(Number) as number,
      ...aDriverUpdate().position,
      available: true,
      accurate: true,
      reserved: false,
      free: false,
    });
    const { pickup } = aRideChanged();
    expect(known?.ride).toMatchObject({
      ...{ rideId: 'ride-of-d-1', driverId: 'd-1', status: 'ASSIGNED', pickup, version: 3 },
    });
    for (const [ageMs, least] of [
      [known?.position?.ageMs, AGE_MS],
      [known?.ride?.ageMs, 0],
    ] as const) {
      expect(ageMs).toBeGreaterThanOrEqual(least);
      expect(ageMs).toBeLessThan(least + 60_000);
    }
  });

  it('tells silent, reserved and unknown drivers apart, and those on no ride', async () => {
    await Promise.all([
      saveUpdate('d-free', 1),
      saveRide('d-silent', 1),
      saveRide('d-past', 2, 'COMPLETED'),
      saveUpdate('d-taken', 1),
    ]);
    await database.pool.query(
      `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
       VALUES (gen_random_uuid(), 'TRIED', 'r-1', 'd-taken')`,
    );
    const all = await essentials.of(['d-free', 'd-silent', 'd-past', 'd-taken', 'd-nobody']);
    expect([...all.keys()].sort()).toEqual(['d-free', 'd-past', 'd-silent', 'd-taken']);
    expect(all.get('d-free')).toMatchObject({ position: { reserved: false }, ride: undefined });
    expect(all.get('d-silent')).toMatchObject({ position: undefined, ride: { version: 1 } });
    expect(all.get('d-past')).toEqual({ position: undefined, ride: undefined });
    expect(all.get('d-taken')).toMatchObject({ position: { reserved: true } });
  });

  it('calls a driver free who is available, was heard lately, is on no ride and is not reserved', async () => {
    await Promise.all([
      saveUpdate('d-free', 1),
      saveUpdate('d-past', 1),
      saveRide('d-past', 2, 'COMPLETED'),
      saveUpdate('d-unavailable', 1, { available: false }),
      saveUpdate('d-silent', 1, { ageMs: FREE_WITHIN_MS }),
      saveUpdate('d-reserved', 1),
      saveUpdate('d-riding', 1),
      saveRide('d-riding', 1),
    ]);
    await database.pool.query(
      `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
       VALUES (gen_random_uuid(), 'CONFIRMED', 'r-1', 'd-reserved')`,
    );
    const all = await essentials.of([
      ...['d-free', 'd-past', 'd-unavailable'],
      ...['d-silent', 'd-reserved', 'd-riding'],
    ]);
    const free = [...all].filter(([, { position }]) => position?.free).map(([driverId]) => driverId);
    expect(free.sort()).toEqual(['d-free', 'd-past']);
    expect(all.size).toBe(6);
  });

  it('reads all drivers of one event-loop turn with one statement, each once and at most 200', async () => {
    const query = jest.spyOn(database.pool, 'query');
    const driversRead = () =>
      query.mock.calls.map(([read]) => (read as unknown as { values: [string[]] }).values[0]);
    try {
      await Promise.all([essentials.of(['d-1']), essentials.of(['d-2', 'd-1']), essentials.of(['d-nobody'])]);
      expect(driversRead()).toEqual([['d-1', 'd-2', 'd-nobody']]);
      query.mockClear();
      const drivers = (name: string, count: number) =>
        Array.from({ length: count }, (_, n) => `${name}-${n}`);
      await Promise.all(
        [drivers('x', 150), drivers('y', 100), drivers('z', 60)].map((ids) => essentials.of(ids)),
      );
      expect(driversRead().map(({ length }) => length)).toEqual([150, 160]);
    } finally {
      query.mockRestore();
    }
  });

  it('sees what was committed before the call while other reads are in flight', async () => {
    const random = seededRandom(seed);
    const drivers = Array.from({ length: 10 }, (_, n) => `d-${n}`);
    const committed = new Map<string, number>();
    let calls = 0;
    let hasEnded = false;
    const call = async () => {
      const driverId = drivers[Math.floor(random() * drivers.length)] ?? '';
      const least = committed.get(driverId) ?? 0;
      const known = await of(driverId);
      expect(known?.position?.driverId ?? driverId).toBe(driverId);
      expect(known?.ride?.driverId ?? driverId).toBe(driverId);
      expect(known?.position?.sequence ?? 0).toBeGreaterThanOrEqual(least);
      expect(known?.ride?.version ?? 0).toBeGreaterThanOrEqual(least);
      calls += 1;
    };
    const callers = Array.from({ length: 16 }, async () => {
      while (!hasEnded) await call();
    });
    for (let round = 1; round <= 100 || (calls <= 100 && round <= MOST_ROUNDS); round += 1) {
      const driverId = drivers[Math.floor(random() * drivers.length)] ?? '';
      await Promise.all([saveUpdate(driverId, round), saveRide(driverId, round)]);
      committed.set(driverId, round);
    }
    hasEnded = true;
    await Promise.all(callers);
    expect(calls).toBeGreaterThan(100);
  });

  it('plans its statement once for any number of drivers, and not again for each call', async () => {
    for (let question = 0; question < 20; question += 1) await of('d-1');
    const { rows } = await database.pool.query<{ planned: number; kept: number }>(
      `SELECT sum(custom_plans)::int AS planned, sum(generic_plans)::int AS kept
       FROM pg_prepared_statements WHERE name = 'read-essentials-of-drivers'`,
    );
    expect(rows[0]?.kept).toBeGreaterThanOrEqual(10);
  });

  it('rejects all calls that share a failing statement, and reads again afterwards', async () => {
    await saveUpdate('d-1', 1);
    await database.pool.query('ALTER TABLE ride_copy RENAME TO ride_copy_away');
    try {
      const shared = await Promise.allSettled(['d-1', 'd-2'].map((driverId) => of(driverId)));
      expect(shared.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    } finally {
      await database.pool.query('ALTER TABLE ride_copy_away RENAME TO ride_copy');
    }
    expect((await of('d-1'))?.position?.sequence).toBe(1);
  });

  it('gives up a statement that takes too long, as a transient failure', async () => {
    const holder = await database.pool.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE ride_copy IN ACCESS EXCLUSIVE MODE');
      const error: unknown = await of('d-1').catch((reason: unknown) => reason);
      expect(isDatabaseUnavailable(error)).toBe(true);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  });
});
