import {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  RIDE_DETAILS_BUCKET,
} from '@ride-hailing/contracts';
import { Broker, MessagingEvents } from '@ride-hailing/messaging';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { openObjectStore, openSharedCache, SharedStoreUnavailableError } from '../src';

const TIMEOUT_MS = 5_000;
const bytes = (text: string) => new TextEncoder().encode(text);

function brokerOf(user: 'operator' | 'ride-service' | 'driver-service'): Broker {
  const infrastructure = integrationInfrastructure();
  const login = { url: infrastructure.natsUrl, name: 'spec', ...infrastructure.credentials(user) };
  const broker = new Broker(login, new MessagingEvents());
  broker.start();
  return broker;
}

/** The stream's number of messages on a subject, read as the operator. */
async function messagesOn(stream: string, subject: string): Promise<number> {
  const broker = brokerOf('operator');
  try {
    const manager = await (await broker.whenConnected(TIMEOUT_MS)).jetstreamManager();
    const { state } = await manager.streams.info(stream, { subjects_filter: subject });
    return state.subjects?.[subject] ?? 0;
  } finally {
    await broker.close();
  }
}

describe.each([
  ['cache', openSharedCache, CURRENT_RIDES_BUCKET],
  ['files', openObjectStore, CURRENT_RIDE_FILES_BUCKET],
] as const)('the shared %s of the services', (_, open, bucket) => {
  const as = (name: 'ride-service' | 'driver-service') => {
    const infrastructure = integrationInfrastructure();
    return open({ url: infrastructure.natsUrl, bucket, name, ...infrastructure.credentials(name) });
  };
  const key = `spec-${randomUUID()}`;
  let owner: ReturnType<typeof open>;
  let reader: ReturnType<typeof open>;

  beforeAll(async () => {
    owner = as('ride-service');
    reader = as('driver-service');
    for (const store of [owner, reader]) {
      await eventually(async () => (await store.get(key, TIMEOUT_MS)) === undefined);
    }
  });

  afterAll(async () => {
    await owner?.close();
    await reader?.close();
  });

  it('lets Ride Service write and Driver Service only read', async () => {
    for (const text of ['one', 'two']) {
      const revision = (await owner.get(key, TIMEOUT_MS))?.revision;
      expect(await owner.put(key, bytes(text), revision, TIMEOUT_MS)).toBe(true);
    }
    const value = await reader.get(key, TIMEOUT_MS);
    expect(Buffer.from(value?.data ?? []).toString()).toBe('two');
    await expect(reader.put(key, bytes('mine'), value?.revision, 500)).rejects.toThrow(
      SharedStoreUnavailableError,
    );
    expect((await owner.get(key, TIMEOUT_MS))?.revision).toBe(value?.revision);
  });
});

it('lets Ride Service remove the content that it replaces', async () => {
  const infrastructure = integrationInfrastructure();
  const options = { url: infrastructure.natsUrl, bucket: CURRENT_RIDE_FILES_BUCKET, name: 'ride-service' };
  const store = openObjectStore({ ...options, ...infrastructure.credentials('ride-service') });
  const key = `spec-${randomUUID()}`;
  await eventually(() => store.put(key, bytes('old'), undefined, TIMEOUT_MS));
  const old = await store.get(key, TIMEOUT_MS);
  // A NATS object's revision ends with the name of its chunk.
  const chunk = `$O.${CURRENT_RIDE_FILES_BUCKET}.C.${old?.revision.split('-')[1]}`;
  const stream = `OBJ_${CURRENT_RIDE_FILES_BUCKET}`;
  expect(await messagesOn(stream, chunk)).toBe(1);
  expect(await store.put(key, bytes('new'), old?.revision, TIMEOUT_MS)).toBe(true);
  expect(await messagesOn(stream, chunk)).toBe(0);
  await store.close();
});

it.each([
  ['ride-service', `KV_${CURRENT_RIDES_BUCKET}`],
  ['ride-service', `OBJ_${CURRENT_RIDE_FILES_BUCKET}`],
  ['driver-service', `KV_${CURRENT_RIDES_BUCKET}`],
  ['driver-service', `OBJ_${CURRENT_RIDE_FILES_BUCKET}`],
  ['driver-service', `KV_${RIDE_DETAILS_BUCKET}`],
] as const)('lets %s read %s from its leader, as it does in a cluster', async (user, stream) => {
  const broker = brokerOf(user);
  try {
    const nats = await broker.whenConnected(TIMEOUT_MS);
    const request = JSON.stringify({ last_by_subj: 'nothing' });
    const answer = await nats.request(`$JS.API.STREAM.MSG.GET.${stream}`, request, { timeout: TIMEOUT_MS });
    expect(answer.json()).toMatchObject({ error: { code: 404 } });
  } finally {
    await broker.close();
  }
});
