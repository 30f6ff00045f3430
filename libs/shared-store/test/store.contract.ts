import type { FaultProxy } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { randomBytes } from 'node:crypto';
import { MAX_VALUE_BYTES, type SharedStore, SharedStoreUnavailableError } from '../src';

export interface StoreAtHand {
  /** Opens the store as a service does, through the proxy. */
  open(): SharedStore;
  /** Opens a store at an address where nobody answers. */
  openAway(): SharedStore;
  readonly proxy: FaultProxy;
  /** Ways to write something that the store cannot read, past the store. */
  readonly damages: Readonly<Record<string, (key: string) => Promise<unknown>>>;
  stop(): Promise<void>;
}

const TIMEOUT_MS = 5_000;
/** A service's time-out, and the limit for it on a busy machine. */
const SHORT_MS = 200;
const LATE_MS = 1_500;

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (value: { data: Uint8Array } | undefined) => value && new TextDecoder().decode(value.data);

/** The promises of both ports, for every store. The time that a cache keeps a value is tested for each cache. */
export function storeContract(name: string, start: () => Promise<StoreAtHand>): void {
  describe(name, () => {
    let at: StoreAtHand;
    let store: SharedStore;
    let other: SharedStore;
    let keys = 0;
    const newKey = () => `key_${++keys}-${randomBytes(4).toString('hex')}`;
    const get = (key: string) => store.get(key, TIMEOUT_MS);
    const put = (key: string, text: string, revision?: string) =>
      store.put(key, bytes(text), revision, TIMEOUT_MS);

    const comesUp = (one: SharedStore) =>
      eventually(async () => {
        await one.get('any', SHORT_MS);
        return true;
      });

    beforeAll(async () => {
      at = await start();
      store = at.open();
      other = at.open();
      await comesUp(store);
      await comesUp(other);
    });

    afterAll(async () => {
      await store?.close();
      await other?.close();
      await at?.stop();
    });

    it('describes itself', () => {
      expect(store.description).toContain(at.proxy.address);
    });

    it('returns undefined for a key that was never written', async () => {
      expect(await get(newKey())).toBeUndefined();
    });

    it('gives every client the value that was written last, each time with another revision', async () => {
      const key = newKey();
      const revisions = new Set<string | undefined>([undefined]);
      for (const text of ['one', 'two', 'three']) {
        expect(await put(key, text, (await get(key))?.revision)).toBe(true);
        const value = await other.get(key, TIMEOUT_MS);
        expect(textOf(value)).toBe(text);
        expect(revisions).not.toContain(value?.revision);
        revisions.add(value?.revision);
      }
    });

    it('replaces only the revision that the writer names', async () => {
      const [key, elsewhere] = [newKey(), newKey()];
      await put(key, 'first');
      const first = await get(key);
      await put(key, 'second', first?.revision);
      await put(elsewhere, 'elsewhere');
      const foreign = (await get(elsewhere))?.revision;
      for (const wrong of [undefined, first?.revision, foreign, '', '0', '-1', 'nonsense']) {
        expect(await put(key, 'wrong', wrong)).toBe(false);
      }
      expect(textOf(await get(key))).toBe('second');
      expect(await put(newKey(), 'wrong', first?.revision)).toBe(false);
    });

    it('lets exactly one of 20 writers replace each revision', async () => {
      const key = newKey();
      for (let round = 0; round < 10; round++) {
        const before = await get(key);
        const written = await Promise.all(
          Array.from({ length: 20 }, (_, writer) =>
            (writer % 2 ? store : other).put(key, bytes(`${round}/${writer}`), before?.revision, TIMEOUT_MS),
          ),
        );
        expect(written.filter(Boolean)).toHaveLength(1);
        expect(textOf(await get(key))).toBe(`${round}/${written.indexOf(true)}`);
      }
    });

    it('loses no update of writers who read first and retry', async () => {
      const key = newKey();
      const add = async (to: SharedStore): Promise<void> => {
        for (;;) {
          const value = await to.get(key, TIMEOUT_MS);
          const next = Number(textOf(value) ?? 0) + 1;
          if (await to.put(key, bytes(String(next)), value?.revision, TIMEOUT_MS)) return;
        }
      };
      const writer = async (to: SharedStore) => {
        for (let i = 0; i < 5; i++) await add(to);
      };
      await Promise.all([store, other, store, other].map(writer));
      expect(textOf(await get(key))).toBe('20');
    });

    it.each([0, 1, 100_000, MAX_VALUE_BYTES])('keeps %d bytes unchanged', async (length) => {
      const data = new Uint8Array(randomBytes(length));
      const key = newKey();
      expect(await store.put(key, data, undefined, TIMEOUT_MS)).toBe(true);
      const value = await other.get(key, TIMEOUT_MS);
      expect(value && Buffer.compare(value.data, data)).toBe(0);
    });

    it('refuses larger values, and keys that not all stores allow', async () => {
      const much = new Uint8Array(MAX_VALUE_BYTES + 1);
      await expect(store.put(newKey(), much, undefined, TIMEOUT_MS)).rejects.toThrow(/131073 bytes; 131072/);
      for (const key of ['', 'a b', 'a.b', 'a*', '>', '../a', 'ä', 'a\n', 'x'.repeat(65)]) {
        await expect(get(key)).rejects.toThrow(/is allowed/);
        await expect(put(key, 'text')).rejects.toThrow(/is allowed/);
      }
      expect(await get('x'.repeat(64))).toBeUndefined();
    });

    it('returns an unreadable value as empty, and replaces it', async () => {
      for (const [how, damage] of Object.entries(at.damages)) {
        const key = newKey();
        await put(key, 'ours');
        await damage(key);
        const found = await get(key);
        expect([how, textOf(found) || undefined]).toEqual([how, undefined]);
        expect([how, await put(key, 'mended', found?.revision)]).toEqual([how, true]);
        expect([how, textOf(await other.get(key, TIMEOUT_MS))]).toEqual([how, 'mended']);
        expect([how, await put(key, 'late', found?.revision)]).toEqual([how, false]);
      }
    });

    it.each([
      ['is cut off', { connections: 'reset' }],
      ['hears nothing', { blocked: 'to-server' }],
      ['is not heard', { blocked: 'to-client' }],
      ['has forgotten its connections', { connections: 'half-open' }],
    ] as const)('fails in time when the store %s, and recovers by itself', async (_, faults) => {
      const key = newKey();
      await put(key, 'before');
      at.proxy.set(faults);
      try {
        for (const call of [
          () => store.get(key, SHORT_MS),
          () => store.put(newKey(), bytes('meanwhile'), undefined, SHORT_MS),
        ]) {
          const begin = performance.now();
          await expect(call()).rejects.toThrow(SharedStoreUnavailableError);
          expect(performance.now() - begin).toBeLessThan(LATE_MS);
        }
      } finally {
        at.proxy.heal();
      }
      expect(await eventually(async () => textOf(await store.get(key, SHORT_MS)))).toBe('before');
      expect(await put(key, 'after', (await get(key))?.revision)).toBe(true);
    });

    it('fails in time for a store that was never there', async () => {
      const away = at.openAway();
      for (const call of [
        () => away.get('any', SHORT_MS),
        () => away.put('any', bytes(''), undefined, SHORT_MS),
      ]) {
        const begin = performance.now();
        await expect(call()).rejects.toThrow(SharedStoreUnavailableError);
        expect(performance.now() - begin).toBeLessThan(LATE_MS);
      }
      await away.close();
    });

    it('refuses every call after it was closed', async () => {
      const closed = at.open();
      await comesUp(closed);
      await closed.close();
      await expect(closed.get('any', SHORT_MS)).rejects.toThrow(SharedStoreUnavailableError);
      await closed.close();
    });
  });
}
