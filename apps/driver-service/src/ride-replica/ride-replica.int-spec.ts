import { RIDE_STATUSES, type RideDocument } from '@ride-hailing/contracts';
import { type Database, isDataError, Metrics } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { seededRandom, shuffled } from '@ride-hailing/testing';
import { aMessage } from '../../test/incoming-message.builder';
import { openLocalDatabase } from '../../test/local-database';
import { aRideDocument, rideDocumentHeaders } from '../../test/ride-document.builder';
import { RideReplicaConsumer } from './ride-replica.consumer';
import { RideReplica } from './ride-replica.service';

const seed = Date.now() % 1_000_000;
const START = Date.parse('2026-11-22T09:00:00.000Z');
const at = (second: number) => new Date(START + second * 1_000).toISOString();

const messageOf = (ride: RideDocument) =>
  aMessage({ subject: `rides.document.${ride.rideId}`, data: ride, headers: rideDocumentHeaders(ride) });

describe(`the replica of rides (seed ${seed})`, () => {
  const random = seededRandom(seed);
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;
  let replica: RideReplica;
  let consumer: RideReplicaConsumer;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
    replica = new RideReplica(database);
    consumer = new RideReplicaConsumer(replica, new Metrics());
  });

  afterAll(async () => {
    await close();
    await spec.drop();
  });

  beforeEach(() => database.pool.query('TRUNCATE ride_replica'));

  const documents = async (): Promise<RideDocument[]> => {
    const text = 'SELECT document FROM ride_replica ORDER BY ride_id';
    return (await database.pool.query<{ document: RideDocument }>(text)).rows.map((row) => row.document);
  };

  it('ends with the same whole rides for any order of the documents and any repeats', async () => {
    const all = Array.from({ length: 60 }, (_, index) =>
      aRideDocument({
        rideId: `ride-${index % 10}`,
        version: 1 + Math.floor(index / 10),
        status: RIDE_STATUSES[Math.floor(index / 10) % RIDE_STATUSES.length],
        notes: `note ${index}`,
        changedAt: at(index),
      }),
    );
    const newest = all.slice(-10);
    for (let round = 0; round < 20; round += 1) {
      await database.pool.query('TRUNCATE ride_replica');
      const delivered = shuffled([...all, ...all.slice(0, 20)], random);
      while (delivered.length > 0) {
        const batch = delivered.splice(0, 1 + Math.floor(random() * 15));
        await consumer.handle(batch.map(messageOf));
      }
      expect(await documents()).toEqual(newest);
    }
  });

  it('accepts two instances that write the same rides to the replica at once', async () => {
    const all = Array.from({ length: 400 }, (_, index) =>
      messageOf(aRideDocument({ rideId: `ride-${index % 40}`, version: 1 + Math.floor(index / 40) })),
    );
    await Promise.all([consumer.handle(all), consumer.handle([...all].reverse()), consumer.handle(all)]);
    expect((await documents()).map(({ version }) => version)).toEqual(Array(40).fill(10));
  });

  it('gives the ride that a driver is on, and knows drivers by past rides', async () => {
    const past = aRideDocument({ rideId: 'z-past', status: 'COMPLETED', version: 4, changedAt: at(9) });
    await consumer.handle([messageOf(past)]);
    expect(await replica.ofDriver('d-1')).toMatchObject({ current: null });
    const current = aRideDocument({ rideId: 'a-current', changedAt: at(3) });
    await consumer.handle([messageOf(current)]);
    const held = await replica.ofDriver('d-1');
    expect(held?.current).toEqual(current);
    expect(held?.ageMs).toBeGreaterThanOrEqual(0);
    expect(held?.ageMs).toBeLessThan(60_000);
    expect(await replica.ofDriver('d-nobody')).toBeUndefined();
  });

  it('shows the ride that changed last when the end of the one before it has not arrived yet', async () => {
    const before = aRideDocument({ rideId: 'z-before', status: 'IN_PROGRESS', version: 3, changedAt: at(1) });
    const next = aRideDocument({ rideId: 'a-next', changedAt: at(3) });
    await consumer.handle([next, before].map(messageOf));
    expect((await replica.ofDriver('d-1'))?.current?.rideId).toBe('a-next');
  });

  it('finds a driver among many with one index', async () => {
    await database.pool.query(
      `INSERT INTO ride_replica
       SELECT 'ride-' || n, 'd-' || n % 2000, 'COMPLETED', 4, '{}', now(), now() FROM generate_series(1, 20000) AS n`,
    );
    await database.pool.query('ANALYZE ride_replica');
    await consumer.handle([messageOf(aRideDocument())]);
    const explained: string[] = [];
    const explaining = {
      pool: {
        query: async ({ text, values }: { text: string; values: unknown[] }) => {
          const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
          explained.push(...rows.map((row) => row['QUERY PLAN']));
          return { rows: [] };
        },
      },
    };
    await new RideReplica(explaining as unknown as Database).ofDriver('d-1');
    expect(explained.join('\n')).toMatch(/Index Scan Backward using ride_replica_driver/);
    expect(explained.join('\n')).not.toMatch(/Sort/);
  });

  it('rejects invalid documents, and those of another ride than their subject', async () => {
    const ride = aRideDocument();
    const headers = rideDocumentHeaders(ride);
    const poison = await consumer.handle([
      aMessage({ subject: 'rides.document.ride-1', data: ride }),
      aMessage({ subject: 'rides.document.ride-1', data: { ...ride, riderPhone: undefined }, headers }),
      aMessage({ subject: 'rides.document.ride-2', data: ride, headers }),
    ]);
    expect(poison.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('null'),
      expect.stringContaining('riderPhone'),
      expect.stringContaining('subject'),
    ]);
    expect(await documents()).toEqual([]);
  });

  it('reports a document that only the database refuses as a data error', async () => {
    for (const refused of [{ changedAt: '0000-01-01T00:00:00.000Z' }, { notes: 'a\u0000b' }]) {
      const error: unknown = await consumer
        .handle([messageOf(aRideDocument(refused))])
        .catch((reason: unknown) => reason);
      expect(isDataError(error)).toBe(true);
    }
  });
});
