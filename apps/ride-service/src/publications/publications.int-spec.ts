import type { SpecDatabase } from '@ride-hailing/stack';
import { eventually, rawHeaders, sendRaw } from '@ride-hailing/testing';
import { Client } from 'pg';
import { OwnBroker } from '../../test/own-broker';
import { Published } from '../../test/published-state';
import { RunningRideService } from '../../test/running-ride-service';

jest.setTimeout(90_000);

const STORES = ['cache', 'files'] as const;

describe('what Ride Service publishes', () => {
  let broker: OwnBroker;
  let database: SpecDatabase;
  let rides: RunningRideService;
  let published: Published;

  const start = async (approaches: string) => {
    rides = await RunningRideService.start(broker.infrastructure, {}, { approaches, database });
    published = Published.open(broker.infrastructure, rides.nats);
  };
  const leave = async () => {
    await published.close();
    await rides.leave();
  };

  beforeAll(async () => {
    broker = await OwnBroker.start();
    database = await broker.infrastructure.createDatabase();
  });

  afterEach(leave);

  afterAll(async () => {
    await database.drop();
    await broker.stop();
  });

  const act = (id: string, action: string) => rides.call('POST', `/rides/${id}/${action}`);
  const latest = async (rideId: string) => (await published.documentsOf(rideId)).at(-1);
  const shows = (driverId: string, version: number | undefined) =>
    eventually(async () => {
      const values = await Promise.all(STORES.map((store) => published.rideOf(store, driverId)));
      return values.every((ride) => ride !== undefined && ride?.version === version);
    });
  const asReader = async (sql: string): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: database.adminUrl, options: '-c enable_seqscan=off' });
    await client.connect();
    try {
      await client.query('SET SESSION AUTHORIZATION driver_service_ride_view');
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('publishes nothing for hybrid and sync-api: no document, no value, no file, no view', async () => {
    await start('sync-api');
    const before = await published.lastSequences();
    const { id } = await rides.assignedRide('off-1');
    await act(id, 'start');
    expect(await rides.eventsOf(id)).toHaveLength(3);
    expect(await published.lastSequences()).toEqual(before);
    expect(before).toEqual([0, 0, 0]);
    const { body } = await rides.call<string>('GET', '/metrics');
    expect(body).not.toMatch(/^consumer_lag\{/m);
    expect(body).not.toMatch(/^publication_documents_total\{/m);
  });

  it('publishes for an approach that was turned on, from its first event on, and for no other', async () => {
    await start('event-replication');
    const { id } = await rides.assignedRide('one-1');
    await eventually(async () => (await latest(id))?.version === 2);
    const [documents, cache, files] = await published.lastSequences();
    expect(documents).toBeGreaterThan(0);
    expect([cache, files]).toEqual([0, 0]);
  });

  it('publishes a ride from its request to its end, and afterwards no value of the driver contains the rider', async () => {
    await start('all');
    const { id } = await rides.requestedRide({ notes: 'two bags' });
    await rides.assign(id, 'all-1');
    await shows('all-1', 2);
    await act(id, 'start');
    await shows('all-1', 3);
    const document = await eventually(async () => {
      const found = await latest(id);
      return found?.version === 3 && found;
    });
    expect(document).toMatchObject({
      rideId: id,
      status: 'IN_PROGRESS',
      driverId: 'all-1',
      riderName: 'A. Rider',
      riderPhone: '+82-2-000-0000',
      pickup: { lat: 37.5547, lng: 126.9707, address: 'Seoul Station' },
      fare: { amountMinor: 18_400, currency: 'KRW' },
      notes: 'two bags',
    });
    for (const store of STORES) expect(await published.rideOf(store, 'all-1')).toEqual(document);
    await act(id, 'complete');
    await shows('all-1', undefined);
    for (const store of STORES) {
      const value = await published.valueOf(store, 'all-1');
      expect(value).toEqual({ driverId: 'all-1', ride: null, publishedAt: expect.any(String) as string });
      expect(Math.abs(Date.now() - Date.parse(value?.publishedAt ?? ''))).toBeLessThan(60_000);
    }
    await eventually(async () => (await latest(id))?.status === 'COMPLETED');
  });

  it('publishes earlier rides when an approach is turned on later', async () => {
    await start('shared-cache,shared-files');
    // The ride of the first test, when both approaches were off.
    await shows('off-1', 3);
  });

  it('grants one reader a view that has active rides only, with the fields of a document only', async () => {
    await start('database-view');
    const active = await rides.assignedRide('view-1', { notes: 'ring twice' });
    const ended = await rides.assignedRide('view-2');
    await act(ended.id, 'cancel');
    await rides.requestedRide();
    const visible = "SELECT * FROM published.current_rides WHERE driver_id LIKE 'view-%'";
    const rows = await eventually(() => asReader(visible));
    expect(rows).toEqual([expect.objectContaining({ ride_id: active.id, version: 2, notes: 'ring twice' })]);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['ride_id', 'version', 'status', 'driver_id', 'rider_id', 'rider_name', 'rider_phone'],
      ...['pickup_lat', 'pickup_lng', 'pickup_address', 'dropoff_lat', 'dropoff_lng', 'dropoff_address'],
      ...['stops', 'fare_amount_minor', 'fare_currency', 'notes', 'changed_at'],
    ]);
    await expect(asReader('SELECT * FROM rides')).rejects.toThrow('permission denied for table rides');
    await expect(asReader('SELECT * FROM outbox')).rejects.toThrow('permission denied for table outbox');
    const change = "UPDATE published.current_rides SET notes = ''";
    await expect(asReader(change)).rejects.toThrow('permission denied for view current_rides');
    await expect(asReader('CREATE TABLE published.mine (id int)')).rejects.toThrow('permission denied');
    // The condition is pushed through the security barrier: an index finds the driver.
    const plan = await asReader("EXPLAIN SELECT * FROM published.current_rides WHERE driver_id = 'view-1'");
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Cond: \(driver_id = 'view-1'/);
  });

  it('revokes the view at the next start without database-view', async () => {
    await start('hybrid');
    const blind = async () => {
      const read = asReader('SELECT * FROM published.current_rides');
      return /permission denied for schema published/.test(await read.then(String, String));
    };
    await eventually(blind);
  });

  it('counts documents by outcome, and messages by consumer', async () => {
    await start('all');
    const { id } = await rides.assignedRide('counted-1');
    await shows('counted-1', 2);
    await eventually(async () => (await latest(id))?.version === 2);
    const { body } = await rides.call<string>('GET', '/metrics');
    for (const approach of ['event-replication', 'shared-cache', 'shared-files']) {
      expect(body).toMatch(
        new RegExp(`publication_documents_total\\{approach="${approach}",outcome="written"\\} [1-9]`),
      );
    }
    expect(body).toMatch(/messages_consumed_total\{durable="ride-service-shared-files"\} [1-9]/);
  });

  it('each consumer dead-letters an event whose headers cannot be decoded, and publishes the others', async () => {
    await start('all');
    const before = await rides.assignedRide('odd-1');
    const { natsUrl: url } = broker.infrastructure;
    await sendRaw({ url, ...broker.infrastructure.credentials('operator') }, [
      {
        subject: `rides.changed.${before.id}`,
        data: 'not JSON',
        headers: rawHeaders('Device Model: Pixel 9'),
      },
    ]);
    const after = await rides.assignedRide('odd-2');
    await shows('odd-1', 2);
    await shows('odd-2', 2);
    await eventually(async () => (await latest(after.id))?.version === 2);
    const durables = ['documents', 'shared-cache', 'shared-files'];
    await eventually(async () => {
      const { body } = await rides.call<string>('GET', '/metrics');
      return durables.every((name) =>
        body.includes(`messages_dead_lettered_total{durable="ride-service-${name}"} 1`),
      );
    });
  });
});
