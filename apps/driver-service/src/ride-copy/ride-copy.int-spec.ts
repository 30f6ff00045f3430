import { RIDE_STATUSES, type RideChanged } from '@ride-hailing/contracts';
import { type Database, isDataError, Metrics } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aRideChanged } from '@ride-hailing/testing';
import fc from 'fast-check';
import { aMessage, rideEventHeaders } from '../../test/incoming-message.builder';
import { openLocalDatabase } from '../../test/local-database';
import { LocalEssentialsQuery } from '../approaches/local-essentials.query';
import { RideCopyConsumer } from './ride-copy.consumer';
import { RideCopy } from './ride-copy.service';

const seed = Date.now() % 1_000_000;
const START = Date.parse('2026-11-22T09:00:00.000Z');

describe(`the copy of rides (seed ${seed})`, () => {
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  let copy: RideCopy;
  let essentials: LocalEssentialsQuery;
  let consumer: RideCopyConsumer;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    copy = new RideCopy(database);
    essentials = new LocalEssentialsQuery(database, 60_000);
    consumer = new RideCopyConsumer(copy, new Metrics());
  });

  afterAll(async () => {
    await close();
    await spec.drop();
  });

  beforeEach(() => database.pool.query('TRUNCATE ride_copy'));

  const messageOf = (ride: RideChanged) =>
    aMessage({ subject: `rides.changed.${ride.rideId}`, data: ride, headers: rideEventHeaders(ride) });

  const rows = async (): Promise<unknown[]> =>
    (
      await database.pool.query<object>(
        `SELECT ride_id, driver_id, status, pickup_lat, pickup_lng, version::int, changed_at
         FROM ride_copy ORDER BY ride_id`,
      )
    ).rows;

  const asRow = (ride: RideChanged) => ({
    ride_id: ride.rideId,
    driver_id: ride.driverId,
    status: ride.status,
    pickup_lat: ride.pickup.lat,
    pickup_lng: ride.pickup.lng,
    version: ride.version,
    changed_at: new Date(ride.changedAt),
  });

  /** Rides with versions 1 to n each, and batches of their events in any order, some of them repeated. */
  const history = fc
    .record({
      versions: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
      repeats: fc.array(fc.nat(), { maxLength: 15 }),
      batchSize: fc.integer({ min: 1, max: 10 }),
    })
    .chain(({ versions, repeats, batchSize }) => {
      const events = versions.flatMap((count, ride) =>
        Array.from({ length: count }, (_, index) =>
          aRideChanged({
            rideId: `ride-${ride}`,
            version: index + 1,
            driverId: index === 0 ? null : `d-${index}`,
            status: RIDE_STATUSES[index % RIDE_STATUSES.length],
            changedAt: new Date(START + index * 1_000).toISOString(),
          }),
        ),
      );
      const newest = versions.map((count, ride) =>
        events.find(({ rideId, version }) => rideId === `ride-${ride}` && version === count),
      );
      const all = [...events, ...repeats.map((pick) => events[pick % events.length] as RideChanged)];
      return fc
        .shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
        .map((delivered) => ({ delivered, newest: newest as RideChanged[], batchSize }));
    });

  it('ends with the same copy for any order of the events and any repeats', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ delivered, newest, batchSize }) => {
        await database.pool.query('TRUNCATE ride_copy');
        for (let from = 0; from < delivered.length; from += batchSize) {
          await consumer.handle(delivered.slice(from, from + batchSize).map(messageOf));
        }
        expect(await rows()).toEqual(newest.map(asRow));
      }),
      { seed, numRuns: 100 },
    );
  }, 60_000);

  it('does not change the copy when all events are read a second time', async () => {
    const events = [1, 2, 3].map((version) =>
      messageOf(aRideChanged({ version, driverId: 'd-1', status: 'ASSIGNED' })),
    );
    await consumer.handle(events);
    const before = (await database.pool.query('SELECT * FROM ride_copy')).rows;
    await consumer.handle(events);
    expect((await database.pool.query('SELECT * FROM ride_copy')).rows).toEqual(before);
  });

  it('accepts two instances that write the same rides to the copy at once', async () => {
    const events = Array.from({ length: 400 }, (_, index) =>
      messageOf(aRideChanged({ rideId: `ride-${index % 40}`, version: 1 + Math.floor(index / 40) })),
    );
    await Promise.all([
      consumer.handle(events),
      consumer.handle([...events].reverse()),
      consumer.handle(events),
    ]);
    expect(await rows()).toHaveLength(40);
    expect(await rows()).toEqual(
      expect.arrayContaining([expect.objectContaining({ ride_id: 'ride-7', version: 10 })]),
    );
  });

  it('shows the ride that changed last when the end of the one before it has not arrived yet', async () => {
    const at = (second: number) => new Date(START + second * 1_000).toISOString();
    const before = aRideChanged({
      rideId: 'z-before',
      driverId: 'd-1',
      status: 'IN_PROGRESS',
      version: 3,
      changedAt: at(1),
    });
    const next = aRideChanged({
      rideId: 'a-next',
      driverId: 'd-1',
      status: 'ASSIGNED',
      version: 2,
      changedAt: at(3),
    });
    await consumer.handle([next, before].map(messageOf));
    expect((await essentials.of(['d-1'])).get('d-1')?.ride?.rideId).toBe('a-next');
    await consumer.handle([messageOf({ ...before, status: 'COMPLETED', version: 4, changedAt: at(2) })]);
    expect((await essentials.of(['d-1'])).get('d-1')?.ride?.rideId).toBe('a-next');
  });

  it('knows drivers by their rides, including past ones', async () => {
    await consumer.handle([
      messageOf(aRideChanged({ rideId: 'past', driverId: 'd-past', status: 'COMPLETED', version: 4 })),
      messageOf(aRideChanged({ rideId: 'nobody', driverId: null })),
    ]);
    const known = await essentials.of(['d-past', 'd-never']);
    expect(known).toEqual(new Map([['d-past', { position: undefined, ride: undefined }]]));
  });

  it('reports an event that only the database refuses as a data error', async () => {
    const yearZero = messageOf(aRideChanged({ changedAt: '0000-01-01T00:00:00.000Z' }));
    const error: unknown = await consumer.handle([yearZero]).catch((reason: unknown) => reason);
    expect(isDataError(error)).toBe(true);
  });
});
