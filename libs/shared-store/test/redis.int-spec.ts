import { createClient } from '@redis/client';
import { FaultProxy, type RedisBinary } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { openSharedCache, SharedStoreUnavailableError } from '../src';
import { redisHere, type RunningRedis, startRedis } from './redis.fixture';
import { storeContract } from './store.contract';

const TIMEOUT_MS = 5_000;
const OPTIONS = { bucket: 'SPEC', name: 'shared-store-spec' };
const HOUR_MS = 3_600_000;
const bytes = (text: string) => new TextEncoder().encode(text);

const here = redisHere();
if (here.binary) {
  const { binary } = here;
  storeContract(`a shared cache on Redis ${binary.version}`, async () => {
    const redis = await startRedis(binary);
    const proxy = await FaultProxy.start({ host: '127.0.0.1', port: redis.port });
    const others = await createClient({ url: `redis://127.0.0.1:${redis.port}` }).connect();
    const at = (key: string) => `${OPTIONS.bucket}:${key}`;
    return {
      proxy,
      damages: {
        'a text': (key) => others.set(at(key), 'text'),
        'no revision': (key) => others.hDel(at(key), 'revision'),
        'an empty revision': (key) => others.hSet(at(key), 'revision', ''),
        'no data': (key) => others.hDel(at(key), 'data'),
        'other fields': async (key) => {
          await others.del(at(key));
          await others.hSet(at(key), 'other', 'x');
        },
      },
      open: () => openSharedCache({ ...OPTIONS, url: `redis://${proxy.address}` }),
      openAway: () => openSharedCache({ ...OPTIONS, url: 'redis://127.0.0.1:1' }),
      stop: async () => {
        await others.close();
        await proxy.close();
        await redis.stop();
      },
    };
  });
  particulars(binary);
} else {
  console.warn(`the shared cache on Redis is NOT tested here: ${here.fault}`);
  it.skip('a shared cache on Redis', () => undefined);
}

function particulars(binary: RedisBinary): void {
  describe('a shared cache on Redis', () => {
    let redis: RunningRedis;
    let url: string;
    const opened: (() => Promise<unknown>)[] = [];
    const raw = async () => {
      const client = await createClient({ url }).connect();
      opened.push(() => client.close());
      return client;
    };

    beforeAll(async () => {
      redis = await startRedis(binary);
      url = `redis://127.0.0.1:${redis.port}`;
    });
    afterEach(async () => {
      for (const close of opened.splice(0).reverse()) await close();
    });
    afterAll(() => redis?.stop());

    const connected = async (address = url) => {
      const store = openSharedCache({ ...OPTIONS, url: address });
      opened.push(() => store.close());
      await eventually(async () => (await store.get('any', TIMEOUT_MS)) === undefined);
      return store;
    };

    it('keeps a value for an hour after its last write', async () => {
      const store = await connected();
      const client = await raw();
      const left = () => client.pTTL('SPEC:hour');
      await store.put('hour', bytes('one'), undefined, TIMEOUT_MS);
      expect(await left()).toBeGreaterThan(HOUR_MS - 60_000);
      await client.pExpire('SPEC:hour', 1_000);
      await store.put('hour', bytes('two'), (await store.get('hour', TIMEOUT_MS))?.revision, TIMEOUT_MS);
      expect(await left()).toBeGreaterThan(HOUR_MS - 60_000);
      expect(await left()).toBeLessThanOrEqual(HOUR_MS);
    });

    it('does not take a new value for the expired one before it', async () => {
      const store = await connected();
      const client = await raw();
      await store.put('again', bytes('one'), undefined, TIMEOUT_MS);
      const { revision } = (await store.get('again', TIMEOUT_MS)) ?? {};
      await client.del('SPEC:again');
      expect(await store.put('again', bytes('late'), revision, TIMEOUT_MS)).toBe(false);
      await store.put('again', bytes('two'), undefined, TIMEOUT_MS);
      expect(await store.put('again', bytes('late'), revision, TIMEOUT_MS)).toBe(false);
    });

    it('recovers by itself, empty, after the server was killed', async () => {
      const store = await connected();
      await store.put('lost', bytes('text'), undefined, TIMEOUT_MS);
      await redis.server.kill();
      await expect(store.get('lost', TIMEOUT_MS)).rejects.toThrow(SharedStoreUnavailableError);
      await redis.server.start();
      await redis.server.waitReady();
      await eventually(async () => (await store.get('lost', TIMEOUT_MS)) === undefined);
      expect(await store.put('lost', bytes('text'), undefined, TIMEOUT_MS)).toBe(true);
    });

    it('replaces a connection on which nothing is answered any more', async () => {
      const proxy = await FaultProxy.start({ host: '127.0.0.1', port: redis.port });
      opened.push(() => proxy.close());
      const store = await connected(`redis://${proxy.address}`);
      // This connection stays blocked: only a new one is let through.
      proxy.set({ blocked: 'to-client' });
      const first = proxy.openConnections;
      await eventually(async () => {
        await store.get('any', 50).catch(() => undefined);
        return proxy.openConnections !== first;
      });
      proxy.heal();
      await eventually(async () => (await store.get('any', TIMEOUT_MS)) === undefined);
    });

    it('reports a wrong password', async () => {
      const store = openSharedCache({ ...OPTIONS, url: url.replace('//', '//someone:wrong@') });
      opened.push(() => store.close());
      const failure = async () => {
        const error = await store.get('any', TIMEOUT_MS).catch((thrown: Error) => thrown);
        return error instanceof SharedStoreUnavailableError && error.message;
      };
      expect(await eventually(async () => /WRONGPASS.*/.exec((await failure()) || '')?.[0])).toMatch(
        /password/,
      );
      expect(await failure()).not.toContain('someone');
    });
  });
}
