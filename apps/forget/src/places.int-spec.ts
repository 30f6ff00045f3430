import {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  RIDE_DOCUMENTS,
  RIDE_DOCUMENTS_DEAD_LETTERS,
} from '@ride-hailing/contracts';
import { Broker, JetStreamPublisher, MessagingEvents, StoredMessages } from '@ride-hailing/messaging';
import { openObjectStore, openSharedCache, type SharedStore } from '@ride-hailing/shared-store';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { ErasedRides } from './erased-rides';
import { PLACES, type Stores } from './places';

const TIMEOUT_MS = 5_000;

describe('the places of copies', () => {
  const infrastructure = integrationInfrastructure();
  const login = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' };
  const broker = new Broker(login, new MessagingEvents());
  const publisher = new JetStreamPublisher(broker);
  let spec: SpecDatabase;
  let pool: Pool;
  let stores: Stores;
  let rideId: string;
  let driverId: string;
  let erased: ErasedRides;

  beforeAll(async () => {
    broker.start();
    await broker.whenConnected(TIMEOUT_MS);
    spec = await infrastructure.createDatabase();
    pool = new Pool({ connectionString: spec.url, max: 1 });
    await pool.query('CREATE TABLE ride_replica (ride_id text PRIMARY KEY, version bigint NOT NULL)');
    stores = {
      messages: await StoredMessages.open(login),
      driverService: pool,
      gateway: pool,
      sharedCache: openSharedCache({ ...login, bucket: CURRENT_RIDES_BUCKET }),
      sharedFiles: openObjectStore({ ...login, bucket: CURRENT_RIDE_FILES_BUCKET }),
      approaches: ['hybrid'],
    };
  });

  afterAll(async () => {
    await Promise.all([stores.messages, stores.sharedCache, stores.sharedFiles].map((one) => one.close()));
    await broker.close();
    await pool.end();
    await spec.drop();
  });

  beforeEach(() => {
    [rideId, driverId] = [randomUUID(), `d-${randomUUID()}`];
    erased = new ErasedRides([{ rideId, version: 5, driverId }], 'r-1');
  });

  const rideOf = (version: number) =>
    JSON.stringify({ driverId, ride: { rideId, version, riderName: 'Ada' } });
  const textIn = async (store: SharedStore) =>
    Buffer.from((await store.get(driverId, TIMEOUT_MS))?.data ?? []).toString();

  it('removes copies of approaches that are off, which no event replaces', async () => {
    await pool.query('INSERT INTO ride_replica VALUES ($1, 4), ($2, 1)', [rideId, randomUUID()]);
    expect(await PLACES['driver_service.ride_replica'](stores, erased)).toEqual({ removed: 1, left: 0 });
    expect((await pool.query('SELECT FROM ride_replica')).rowCount).toBe(1);
    for (const [place, store] of [
      ['KV_CURRENT_RIDES', stores.sharedCache],
      ['OBJ_CURRENT_RIDE_FILES', stores.sharedFiles],
    ] as const) {
      const put = async (version: number) => {
        const { revision } = (await store.get(driverId, TIMEOUT_MS)) ?? {};
        return store.put(driverId, Buffer.from(rideOf(version)), revision, TIMEOUT_MS);
      };
      await eventually(() => put(4).catch(() => false));
      expect((await PLACES[place](stores, erased)).removed).toBe(1);
      expect(JSON.parse(await textIn(store))).toMatchObject({ driverId, ride: null });
      expect(await put(5)).toBe(true);
      expect(await PLACES[place](stores, erased)).toEqual({ removed: 0, left: 0 });
    }
  });

  it('waits for rows that an approach that is on will replace', async () => {
    await pool.query('INSERT INTO ride_replica VALUES ($1, 4)', [rideId]);
    const on: Stores = { ...stores, approaches: ['hybrid', 'event-replication'] };
    expect(await PLACES['driver_service.ride_replica'](on, erased)).toEqual({ removed: 0, left: 1 });
    await pool.query('UPDATE ride_replica SET version = 5');
    expect(await PLACES['driver_service.ride_replica'](on, erased)).toEqual({ removed: 0, left: 0 });
  });

  it('removes a chunk of a file that a killed writer has left without its manifest', async () => {
    const subject = `$O.${CURRENT_RIDE_FILES_BUCKET}.C.${randomUUID().replaceAll('-', '')}`;
    await publisher.publish(subject, rideOf(4), { messageId: randomUUID() });
    expect(await PLACES.OBJ_CURRENT_RIDE_FILES(stores, erased)).toEqual({ removed: 1, left: 0 });
    expect(await stores.messages.newest(`OBJ_${CURRENT_RIDE_FILES_BUCKET}`, subject)).toBeUndefined();
  });

  it('removes with a dead letter the message that it is a copy of, though the subject names another ride', async () => {
    const subject = `rides.document.${randomUUID()}`;
    const document = JSON.stringify({ rideId, version: 2 });
    await publisher.publish(subject, document, { messageId: randomUUID() });
    await publisher.publish(`dead-letters.spec.driver-service-ride-replica.${subject}`, document, {
      messageId: randomUUID(),
      headers: { 'dead-letter-subject': subject, 'dead-letter-reason': 'invalid' },
    });
    const removed = await PLACES.DEAD_LETTERS_RIDE_DOCUMENTS(stores, erased);
    expect(removed).toEqual({ removed: 1, left: 0 });
    expect(await stores.messages.newest(RIDE_DOCUMENTS, subject)).toBeUndefined();
    const letters = `dead-letters.spec.driver-service-ride-replica.${subject}`;
    expect(await stores.messages.newest(RIDE_DOCUMENTS_DEAD_LETTERS, letters)).toBeUndefined();
  });
});
