import type { Point } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { seededRandom } from '@ride-hailing/testing';
import { openLocalDatabase } from '../../test/local-database';
import { heardUpdates } from '../../test/placed-driver';
import { DriverPositions } from './driver-positions.service';
import { EVERYWHERE, NearestDriversQuery } from './nearest-drivers.query';

/** Checks correctness; `npm run bench -- nearest` measures the speed. */
const DRIVERS = 100_000;
const AVAILABLE = 0.6;
const ON_A_RIDE = 10_000;
const BATCH = 2_000;
const METRES_A_MOVE = 40;
const MOVING_BATCHES = 50;
const QUESTIONS = 100;
const A_DAY_MS = 86_400_000;

const seed = Date.now() % 1_000_000;
const random = seededRandom(seed);
const somewhere = (): Point => ({ lat: 37.45 + random() * 0.24, lng: 126.8 + random() * 0.36 });

interface Phone extends Point {
  readonly driverId: string;
  readonly sequence: number;
  readonly available: boolean;
}

const moved = (phone: Phone): Phone => {
  const direction = random() * 2 * Math.PI;
  const [north, east] = [Math.cos(direction) * METRES_A_MOVE, Math.sin(direction) * METRES_A_MOVE];
  return {
    driverId: phone.driverId,
    lat: phone.lat + north / 111_195,
    lng: phone.lng + east / 88_000,
    sequence: phone.sequence + 1,
    available: random() < 0.01 ? !phone.available : phone.available,
  };
};

describe(`the nearest of 100,000 drivers that move (seed ${seed})`, () => {
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  const phones = Array.from({ length: DRIVERS }, (_, index): Phone => {
    return { driverId: `d-${index}`, ...somewhere(), sequence: 1, available: random() < AVAILABLE };
  });

  const apply = (some: readonly Phone[]): Promise<number> =>
    new DriverPositions(database).apply(heardUpdates(some), 0);

  const moveSome = (): Phone[] => {
    const chosen = new Set<number>();
    while (chosen.size < BATCH) chosen.add(Math.floor(random() * DRIVERS));
    return [...chosen].map((index) => (phones[index] = moved(phones[index] as Phone)));
  };

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    for (let from = 0; from < DRIVERS; from += BATCH) await apply(phones.slice(from, from + BATCH));
    await database.pool.query(
      `INSERT INTO ride_copy SELECT 'r-' || n, 'd-' || n, 'IN_PROGRESS', 0, 0, 1, now(), now()
       FROM generate_series(1, ${ON_A_RIDE}) AS n`,
    );
    await database.pool.query(
      `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
       SELECT gen_random_uuid(), 'CONFIRMED', 'r-' || n, 'd-' || n FROM generate_series(1, ${ON_A_RIDE}) AS n`,
    );
  }, 180_000);

  afterAll(async () => {
    await close();
    await spec.drop();
  });

  it('finds exactly the drivers that a scan of the table finds', async () => {
    for (let batch = 0; batch < MOVING_BATCHES; batch += 1) expect(await apply(moveSome())).toBe(BATCH);
    const nearest = new NearestDriversQuery(database);
    for (let question = 0; question < QUESTIONS; question += 1) {
      const place = somewhere();
      const byIndex = await nearest.find(place, 10, { freeWithinMs: A_DAY_MS, withinM: Infinity });
      const values = [place.lat, place.lng, 10, A_DAY_MS];
      const { rows } = await database.pool.query<{ driverId: string }>(EVERYWHERE, values);
      expect(byIndex).toHaveLength(10);
      expect(byIndex.map(({ driverId }) => driverId)).toEqual(rows.map(({ driverId }) => driverId));
    }
  }, 180_000);
});
