import { distanceM, type Point } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aDriverUpdate, seededRandom } from '@ride-hailing/testing';
import type { QueryConfig } from 'pg';
import { openLocalDatabase } from '../../test/local-database';
import { DriverPositions } from './driver-positions.service';
import { NearestDriversQuery } from './nearest-drivers.query';

const seed = Date.now() % 1_000_000;
/** A time of the broker's clock, which may be years from the database's. */
const NOW = 1_006_419_600_000;
const FREE_WITHIN_MS = 3_600_000;
const ANYWHERE = { freeWithinMs: FREE_WITHIN_MS, withinM: Infinity };

interface Driver extends Point {
  readonly driverId: string;
  readonly available: boolean;
  readonly ageMs: number;
  readonly onARide: boolean;
  readonly reserved: boolean;
}

describe(`the search for the nearest free drivers (seed ${seed})`, () => {
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  let nearest: NearestDriversQuery;
  let random: () => number;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    nearest = new NearestDriversQuery(database);
    random = seededRandom(seed);
  });

  afterAll(async () => {
    await close();
    await spec.drop();
  });

  beforeEach(() => database.pool.query('TRUNCATE driver_positions, ride_copy, reservations'));

  const save = async (drivers: readonly Driver[]): Promise<void> => {
    const sorted = [...drivers].sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
    await new DriverPositions(database).apply(
      sorted.map(({ driverId, lat, lng, available, ageMs }) => ({
        update: aDriverUpdate({ driverId, position: { lat, lng }, available }),
        heardAtMs: NOW - ageMs,
      })),
      NOW,
    );
    await database.pool.query(
      `INSERT INTO ride_copy
       SELECT 'ride-of-' || id, id, 'IN_PROGRESS', 0, 0, 1, now(), now() FROM unnest($1::text[]) AS id`,
      [sorted.filter(({ onARide }) => onARide).map(({ driverId }) => driverId)],
    );
    await database.pool.query(
      `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
       SELECT gen_random_uuid(), 'TRIED', 'next-of-' || id, id FROM unnest($1::text[]) AS id`,
      [sorted.filter(({ reserved }) => reserved).map(({ driverId }) => driverId)],
    );
  };

  const bruteForce = (drivers: readonly Driver[], place: Point, limit: number): string[] =>
    drivers
      .filter(({ available, onARide, reserved }) => available && !onARide && !reserved)
      .filter(({ ageMs }) => ageMs < FREE_WITHIN_MS)
      .map((driver) => ({ driverId: driver.driverId, metres: distanceM(place, driver) }))
      .sort((a, b) => a.metres - b.metres || (a.driverId < b.driverId ? -1 : 1))
      .slice(0, limit)
      .map(({ driverId }) => driverId);

  const driversBy = (count: number, place: () => Point): Driver[] =>
    Array.from({ length: count }, (_, index) => ({
      driverId: `d-${index}`,
      ...place(),
      available: random() < 0.6,
      // The margin to the limit exceeds the duration of the test.
      ageMs: random() * 0.5 * FREE_WITHIN_MS + (random() < 0.15 ? FREE_WITHIN_MS : 0),
      onARide: random() < 0.2,
      reserved: random() < 0.1,
    }));

  const between = (low: number, high: number): number => low + random() * (high - low);
  const around = (center: Point, degrees: number) => (): Point => {
    const lat = center.lat + between(-degrees, degrees);
    const lng = center.lng + between(-degrees, degrees);
    return {
      lat: lat > 90 ? 180 - lat : lat < -90 ? -180 - lat : lat,
      lng: lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng,
    };
  };

  const expectSameAsBruteForce = async (
    drivers: readonly Driver[],
    places: readonly Point[],
  ): Promise<void> => {
    for (const place of places) {
      for (const limit of [1, 10, 50]) {
        const found = await nearest.find(place, limit, ANYWHERE);
        expect(found.map(({ driverId }) => driverId)).toEqual(bruteForce(drivers, place, limit));
      }
    }
  };

  it.each<[string, Point, number]>([
    ['a city', { lat: 37.5665, lng: 126.978 }, 0.15],
    ['a country', { lat: 37, lng: 127 }, 4],
    ['the north pole', { lat: 90, lng: 0 }, 1],
    ['the south pole', { lat: -89.8, lng: 100 }, 180],
    ['the antimeridian', { lat: -17, lng: 180 }, 2],
    ['the whole earth', { lat: 0, lng: 0 }, 180],
  ])(
    'finds the drivers that brute force finds, in the same order, in %s',
    async (_where, center, degrees) => {
      const drivers = driversBy(2_000, around(center, degrees));
      await save(drivers);
      const places = Array.from({ length: 25 }, around(center, degrees));
      await expectSameAsBruteForce(drivers, [...places, center]);
    },
  );

  it('finds all free drivers, however far away, when there are fewer than the limit', async () => {
    const far = { available: true, ageMs: 0, onARide: false, reserved: false };
    const drivers: Driver[] = [
      { driverId: 'auckland', lat: -36.85, lng: 174.76, ...far },
      { driverId: 'quito', lat: -0.18, lng: -78.47, ...far },
      { driverId: 'busy', lat: 37.5, lng: 127, ...far, onARide: true },
      { driverId: 'reserved', lat: 37.5, lng: 127, ...far, reserved: true },
    ];
    await save(drivers);
    const found = await nearest.find({ lat: 37.5, lng: 127 }, 10, ANYWHERE);
    expect(found.map(({ driverId }) => driverId)).toEqual(['auckland', 'quito']);
    expect(found[0]?.distanceM).toBeCloseTo(
      distanceM({ lat: 37.5, lng: 127 }, { lat: -36.85, lng: 174.76 }),
      3,
    );
  });

  it.each([300, 5_000, 40_000, 3_000_000])(
    'finds all drivers within %d m and none beyond',
    async (withinM) => {
      const center = { lat: 37.5665, lng: 126.978 };
      const drivers = driversBy(1_000, around(center, 1));
      await save(drivers);
      for (const place of Array.from({ length: 25 }, around(center, 1))) {
        const found = await nearest.find(place, 20, { ...ANYWHERE, withinM });
        const near = drivers.filter((driver) => distanceM(place, driver) <= withinM);
        expect(found.map(({ driverId }) => driverId)).toEqual(bruteForce(near, place, 20));
      }
    },
  );

  it.each([0.02, 0.4])(
    'mostly needs one circle after some searches, with drivers over %d degrees',
    async (degrees) => {
      const center = { lat: 37.5, lng: 127 };
      await save(driversBy(2_000, around(center, degrees)));
      let looks = 0;
      const query = (statement: QueryConfig) => {
        looks += 1;
        return database.pool.query(statement);
      };
      const learning = new NearestDriversQuery({ pool: { query } } as unknown as Database);
      const ask = async (questions: number): Promise<number> => {
        const before = looks;
        for (let search = 0; search < questions; search += 1)
          await learning.find(around(center, degrees / 2)(), 10, ANYWHERE);
        return looks - before;
      };
      await ask(60);
      expect(await ask(50)).toBeLessThan(75);
    },
  );

  it('finds nobody when nobody is free', async () => {
    expect(await nearest.find({ lat: 0, lng: 0 }, 10, ANYWHERE)).toEqual([]);
  });
});
