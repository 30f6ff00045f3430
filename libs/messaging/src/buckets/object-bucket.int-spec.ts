import { integrationInfrastructure } from '@ride-hailing/stack';
import { randomBytes, randomUUID } from 'node:crypto';
import { textOf, Workbench } from '../../test/messaging.fixture';
import { Broker } from '../connection/broker';
import { BrokerUnavailableError } from '../connection/broker.errors';
import { MessagingEvents } from '../connection/messaging-events';
import { provision } from '../provisioning';
import { ObjectBucket } from './object-bucket';
import { tokenOf } from './object-manifest';

const TIMEOUT_MS = 5_000;
const bytes = (text: string) => new TextEncoder().encode(text);

describe('ObjectBucket', () => {
  const name = `T_${randomUUID().slice(0, 8)}`;
  const stream = `OBJ_${name}`;
  let bench: Workbench;
  let broker: Broker;
  let bucket: ObjectBucket;

  beforeAll(async () => {
    const infrastructure = integrationInfrastructure();
    bench = await Workbench.open({ url: infrastructure.natsUrl, ...infrastructure.credentials('operator') });
    const definition = {
      name: stream,
      subjects: [`$O.${name}.C.>`, `$O.${name}.M.>`],
      storage: 'file',
      maxAgeMs: 60_000,
      maxBytes: 10_000_000,
      discard: 'new',
      duplicateWindowMs: 1_000,
      objects: true,
    } as const;
    await provision(bench.options, [definition], []);
    expect(await provision(bench.options, [definition], [])).toMatchObject([{ action: 'unchanged' }]);
    broker = new Broker(bench.options, new MessagingEvents());
    broker.start();
    await broker.whenConnected(TIMEOUT_MS);
    bucket = new ObjectBucket(broker, name);
  });

  afterAll(async () => {
    await broker.close();
    await bench.manager.streams.delete(stream);
    await bench.close();
  });

  /** NATS's own client of this format. */
  const makers = () => bench.nats.jetstream().views.os(name);
  const manifestOf = (key: string) => `$O.${name}.M.${tokenOf(key)}`;
  const messagesOf = async (subject: string) => {
    const { state } = await bench.manager.streams.info(stream, { subjects_filter: subject });
    return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0);
  };

  it('returns undefined for an object that was never written', async () => {
    expect(await bucket.get('nobody', TIMEOUT_MS)).toBeUndefined();
  });

  it('keeps one manifest and one chunk of an object that is written again and again', async () => {
    const before = await messagesOf('$O.>');
    for (const text of ['one', 'two', 'three', 'four']) {
      const now = await bucket.get('a', TIMEOUT_MS);
      expect(await bucket.put('a', bytes(text), now?.revision, TIMEOUT_MS)).toBe(true);
    }
    const entry = await bucket.get('a', TIMEOUT_MS);
    expect(entry && textOf(entry)).toBe('four');
    expect((await messagesOf('$O.>')) - before).toBe(2);
  });

  it('lets exactly one of many writers win, and keeps nothing of the others', async () => {
    const before = await messagesOf('$O.>');
    const writing = Array.from({ length: 20 }, (_, index) =>
      bucket.put('b', bytes(String(index)), undefined, TIMEOUT_MS),
    );
    expect((await Promise.all(writing)).filter(Boolean)).toHaveLength(1);
    expect((await messagesOf('$O.>')) - before).toBe(2);
  });

  it('gives readers whole contents while a writer replaces them', async () => {
    const content = (version: number) => bytes(`${version} `.repeat(200));
    await bucket.put('c', content(0), undefined, TIMEOUT_MS);
    const writing = { done: false };
    const write = async () => {
      for (let version = 1; version <= 100; version++) {
        const { revision } = (await bucket.get('c', TIMEOUT_MS)) ?? {};
        expect(await bucket.put('c', content(version), revision, TIMEOUT_MS)).toBe(true);
      }
      writing.done = true;
    };
    const read = async () => {
      let last = 0;
      while (!writing.done) {
        const entry = await bucket.get('c', TIMEOUT_MS);
        const versions = (entry ? textOf(entry) : '').trim().split(' ').map(Number);
        expect(versions).toHaveLength(200);
        expect(new Set(versions).size).toBe(1);
        expect(versions[0]).toBeGreaterThanOrEqual(last);
        last = versions[0] ?? 0;
      }
      return last;
    };
    const [, ...last] = await Promise.all([write(), read(), read(), read()]);
    expect(Math.max(...last)).toBeGreaterThan(0);
  });

  it("writes objects that NATS's own client reads, lists and verifies, and reads what that client writes", async () => {
    const data = randomBytes(100_000);
    await bucket.put('d', data, undefined, TIMEOUT_MS);
    const store = await makers();
    expect(Buffer.compare((await store.getBlob('d')) ?? Buffer.of(), data)).toBe(0);
    expect((await store.list()).find((info) => info.name === 'd')).toMatchObject({
      size: 100_000,
      chunks: 1,
    });
    await store.putBlob({ name: 'e' }, data);
    const theirs = await bucket.get('e', TIMEOUT_MS);
    expect(Buffer.compare(theirs?.data ?? Buffer.of(), data)).toBe(0);
    expect(await bucket.put('e', bytes('ours'), theirs?.revision, TIMEOUT_MS)).toBe(true);
  });

  it('treats an object that was deleted, or has lost its chunk, as missing, and overwrites it', async () => {
    const store = await makers();
    for (const lose of [
      () => store.delete('f'),
      () => bench.manager.streams.purge(stream, { filter: `$O.${name}.C.>` }),
    ]) {
      await bucket.put('f', bytes('old'), undefined, TIMEOUT_MS);
      const old = await bucket.get('f', TIMEOUT_MS);
      expect(old && textOf(old)).toBe('old');
      await lose();
      expect(await bucket.get('f', TIMEOUT_MS)).toBeUndefined();
      expect(await bucket.put('f', bytes('late'), '1-none', TIMEOUT_MS)).toBe(false);
      expect(await bucket.put('f', bytes('new'), undefined, TIMEOUT_MS)).toBe(true);
      const entry = await bucket.get('f', TIMEOUT_MS);
      expect(entry && textOf(entry)).toBe('new');
      await store.delete('f');
    }
  });

  it.each<[string, (key: string) => Promise<unknown>]>([
    ['two chunks of others', async (key) => (await makers()).putBlob({ name: key }, randomBytes(200_000))],
    [
      'a chunk of another digest',
      async (key) => {
        await bucket.put(key, bytes('right'), undefined, TIMEOUT_MS);
        const [, nuid = ''] = ((await bucket.get(key, TIMEOUT_MS))?.revision ?? '').split('-');
        await bench.nats.jetstream().publish(`$O.${name}.C.${nuid}`, 'wrong');
      },
    ],
    ['a manifest that is no JSON', (key) => bench.nats.jetstream().publish(manifestOf(key), 'garbage')],
    ['a manifest without nuid', (key) => bench.nats.jetstream().publish(manifestOf(key), '{"chunks":1}')],
    ['a manifest of any chunk', (key) => bench.nats.jetstream().publish(manifestOf(key), '{"nuid":"*"}')],
  ])('returns an unreadable object as empty, and replaces it: %s', async (what, damage) => {
    const before = await messagesOf('$O.>');
    const key = what.replaceAll(' ', '_');
    await damage(key);
    const damaged = await bucket.get(key, TIMEOUT_MS);
    expect(damaged && textOf(damaged)).toBe('');
    expect(await bucket.put(key, bytes('mended'), damaged?.revision, TIMEOUT_MS)).toBe(true);
    const mended = await bucket.get(key, TIMEOUT_MS);
    expect(mended && textOf(mended)).toBe('mended');
    expect((await messagesOf('$O.>')) - before).toBe(2);
  });

  it('refuses an object larger than one chunk', async () => {
    const data = new Uint8Array(128 * 1024 + 1);
    await expect(bucket.put('h', data, undefined, TIMEOUT_MS)).rejects.toThrow(RangeError);
    expect(await bucket.put('h', data.subarray(1), undefined, TIMEOUT_MS)).toBe(true);
  });

  it('fails at once without a connection, and when there is no such bucket', async () => {
    const away = new Broker({ ...bench.options, url: 'nats://127.0.0.1:1' }, new MessagingEvents());
    for (const missing of [new ObjectBucket(away, name), new ObjectBucket(broker, 'NONE')]) {
      await expect(missing.get('a', TIMEOUT_MS)).rejects.toThrow(BrokerUnavailableError);
      await expect(missing.put('a', bytes(''), undefined, TIMEOUT_MS)).rejects.toThrow(
        BrokerUnavailableError,
      );
    }
  });
});
