import { integrationInfrastructure } from '@ride-hailing/stack';
import { rawHeaders, sendRaw } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { textOf, Workbench } from '../../test/messaging.fixture';
import { Broker } from '../connection/broker';
import { BrokerUnavailableError } from '../connection/broker.errors';
import { MessagingEvents } from '../connection/messaging-events';
import { provision } from '../provisioning';
import { KeyValueBucket } from './key-value-bucket';

const TIMEOUT_MS = 5_000;
const bytes = (text: string) => new TextEncoder().encode(text);

describe('KeyValueBucket', () => {
  const name = `T_${randomUUID().slice(0, 8)}`;
  let bench: Workbench;
  let broker: Broker;
  let bucket: KeyValueBucket;

  beforeAll(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    const definition = {
      name: `KV_${name}`,
      subjects: [`$KV.${name}.>`],
      storage: 'memory',
      maxAgeMs: 60_000,
      maxBytes: 1_000_000,
      discard: 'old',
      duplicateWindowMs: 1_000,
      newestPerSubject: true,
    } as const;
    await provision(bench.options, [definition], []);
    expect(await provision(bench.options, [definition], [])).toMatchObject([{ action: 'unchanged' }]);
    broker = new Broker(bench.options, new MessagingEvents());
    broker.start();
    await broker.whenConnected(TIMEOUT_MS);
    bucket = new KeyValueBucket(broker, name);
  });

  afterAll(async () => {
    await broker.close();
    await bench.manager.streams.delete(`KV_${name}`);
    await bench.close();
  });

  it('returns undefined for a key that was never written', async () => {
    expect(await bucket.get('nobody.1', TIMEOUT_MS)).toBeUndefined();
  });

  it('returns the value that was written last, with its revision', async () => {
    expect(await bucket.put('a.1', bytes('one'), 0, TIMEOUT_MS)).toBe(true);
    const first = await bucket.get('a.1', TIMEOUT_MS);
    expect(await bucket.put('a.1', bytes('two'), first?.revision ?? -1, TIMEOUT_MS)).toBe(true);
    const second = await bucket.get('a.1', TIMEOUT_MS);
    expect(second && textOf(second)).toBe('two');
    expect(second?.revision).toBeGreaterThan(first?.revision ?? Infinity);
  });

  it('replaces only the revision that the writer names', async () => {
    expect(await bucket.put('b.1', bytes('one'), 0, TIMEOUT_MS)).toBe(true);
    expect(await bucket.put('b.1', bytes('late'), 0, TIMEOUT_MS)).toBe(false);
    const entry = await bucket.get('b.1', TIMEOUT_MS);
    expect(entry && textOf(entry)).toBe('one');
  });

  it('lets exactly one of many writers win', async () => {
    const writing = Array.from({ length: 20 }, (_, index) =>
      bucket.put('c.1', bytes(String(index)), 0, TIMEOUT_MS),
    );
    expect((await Promise.all(writing)).filter(Boolean)).toHaveLength(1);
  });

  it('fails at once without a connection', async () => {
    const never = new KeyValueBucket(
      new Broker({ ...bench.options, url: 'nats://127.0.0.1:1' }, new MessagingEvents()),
      name,
    );
    await expect(never.get('a.1', TIMEOUT_MS)).rejects.toThrow(BrokerUnavailableError);
    await expect(never.put('a.1', bytes(''), 0, TIMEOUT_MS)).rejects.toThrow(BrokerUnavailableError);
  });

  it('fails when there is no such bucket', async () => {
    await expect(new KeyValueBucket(broker, 'NONE').get('a.1', TIMEOUT_MS)).rejects.toThrow(
      BrokerUnavailableError,
    );
  });

  it("treats a value that NATS's own tools deleted as missing, and overwrites it", async () => {
    const views = await bench.nats.jetstream().views.kv(name);
    await bucket.put('deleted', bytes('old'), 0, TIMEOUT_MS);
    await views.delete('deleted');
    expect(await bucket.get('deleted', TIMEOUT_MS)).toBeUndefined();
    expect(await bucket.put('deleted', bytes('new'), 0, TIMEOUT_MS)).toBe(true);
    const entry = await bucket.get('deleted', TIMEOUT_MS);
    expect(entry && textOf(entry)).toBe('new');
    expect(await bucket.put('deleted', bytes('late'), 0, TIMEOUT_MS)).toBe(false);
  });

  it.each(['', 'text'])(
    'reads a value %j whose headers cannot be decoded, replaces it, and goes on reading others',
    async (data) => {
      const key = `odd-${data}`;
      await bucket.put('sound', bytes('sound'), 0, TIMEOUT_MS);
      const headers = rawHeaders('Device Model: x');
      await sendRaw({ ...bench.options }, [{ subject: `$KV.${name}.${key}`, headers, data }]);
      const odd = await bucket.get(key, TIMEOUT_MS);
      expect(odd && textOf(odd)).toBe(data);
      expect(await bucket.put(key, bytes('mended'), odd?.revision ?? 0, TIMEOUT_MS)).toBe(true);
      for (const [one, text] of [
        [key, 'mended'],
        ['sound', 'sound'],
      ] as const) {
        const entry = await bucket.get(one, TIMEOUT_MS);
        expect(entry && textOf(entry)).toBe(text);
      }
    },
  );
});
