import { setImmediate as nextTurn } from 'node:timers/promises';
import { someCachingOptions } from '../../test/caching-options';
import { found, HeldOwner } from '../../test/held-owner';
import { MemoryStore } from '../../test/memory-store';
import type { CacheUse } from './caching-choice';
import { cache } from './caches/nats-kv.cache';
import type { DetailsLookup, RideDetails } from './ride-details.port';

const lookup = (given: Partial<DetailsLookup> = {}): DetailsLookup => ({
  rideId: 'ride-1',
  minVersion: 1,
  driverId: 'd-1',
  ...given,
});

describe('a cache that instances share', () => {
  let owner: HeldOwner;
  let shared: MemoryStore;
  let uses: CacheUse[];
  let now: number;
  const instance = () =>
    cache.create(owner, someCachingOptions({ shared, now: () => now, onUse: (use) => uses.push(use) }));

  beforeEach(() => {
    now = 1_000;
    uses = [];
    owner = new HeldOwner();
    shared = new MemoryStore();
  });

  const ask = async (details: RideDetails, given: Partial<DetailsLookup> = {}) => {
    const [result] = await details.find([lookup(given)], 5_000);
    await nextTurn();
    return result;
  };

  it('gives one instance the details that another has loaded', async () => {
    expect(await ask(instance())).toMatchObject({ from: 'ride-service' });
    now += 100;
    expect(await ask(instance())).toMatchObject({ from: 'cache', version: 1, ageMs: 100 });
    expect(owner.calls).toHaveLength(1);
    expect(uses).toEqual(['miss', 'fresh']);
  });

  it('never puts a lower version over a higher one, whichever load ends last', async () => {
    owner.answerTo = () => found(1);
    const letGo = owner.hold();
    const slow = ask(instance());
    await nextTurn();
    owner.hold()();
    owner.answerTo = () => found(2);
    await ask(instance(), { minVersion: 2 });
    letGo();
    await slow;
    expect(await ask(instance())).toMatchObject({ from: 'cache', version: 2 });
  });

  it("gives no driver another driver's details, or details that the owner withholds", async () => {
    await ask(instance());
    owner.answerTo = () => ({ outcome: 'not-yours', tookMs: 1 });
    expect(await ask(instance(), { driverId: 'd-2' })).toMatchObject({ outcome: 'not-yours' });
    now += 7_001;
    expect(await ask(instance())).toMatchObject({ outcome: 'not-yours' });
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    expect(await ask(instance())).toMatchObject({ outcome: 'unavailable' });
  });

  it('accepts a refusal that any instance has stored, whatever their clocks say', async () => {
    const ofTomorrow = () =>
      cache.create(
        owner,
        someCachingOptions({ shared, now: () => now, sharedClock: () => now + 24 * 3_600_000 }),
      );
    await ask(ofTomorrow());
    owner.answerTo = () => ({ outcome: 'not-yours', tookMs: 1 });
    expect(await ask(instance(), { minVersion: 2 })).toMatchObject({ outcome: 'not-yours' });
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    for (const each of [instance(), ofTomorrow()]) {
      expect(await ask(each)).toMatchObject({ outcome: 'unavailable' });
    }
  });

  it('puts no earlier load over a refusal that another instance has stored', async () => {
    const letGo = owner.hold();
    const slow = ask(instance());
    await nextTurn();
    owner.hold()();
    owner.answerTo = () => ({ outcome: 'not-yours', tookMs: 1 });
    await ask(instance(), { minVersion: 2 });
    now += 100;
    letGo();
    await slow;
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    expect(await ask(instance())).toMatchObject({ outcome: 'unavailable' });
  });

  it('gives no withheld details although the refusal could not be stored', async () => {
    const details = instance();
    await ask(details);
    now += 7_001;
    owner.answerTo = () => {
      shared.mood = 'failing';
      return { outcome: 'not-yours', tookMs: 1 };
    };
    expect(await ask(details)).toMatchObject({ outcome: 'not-yours' });
    shared.mood = 'well';
    now += 5_000;
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    expect(await ask(details)).toMatchObject({ outcome: 'unavailable' });
  });

  it.each(['failing', 'hanging'] as const)('calls the owner when the store is %s', async (mood) => {
    await ask(instance());
    shared.mood = mood;
    expect(await ask(instance())).toMatchObject({ outcome: 'found', from: 'ride-service' });
  });

  it('waits for a hanging store no longer than 50 ms, and leaves the owner the rest of the budget', async () => {
    shared.mood = 'hanging';
    const startedAt = performance.now();
    const details = cache.create(owner, someCachingOptions({ shared, now: () => performance.now() }));
    expect((await details.find([lookup()], 5_000))[0]).toMatchObject({ from: 'ride-service' });
    expect(performance.now() - startedAt).toBeGreaterThan(45);
    const [call] = owner.calls;
    // A load has 300 ms.
    expect(call?.budgetMs).toBeLessThan(256);
    expect(call?.budgetMs).toBeGreaterThan(100);
  });

  it("gives stored details at the end of each caller's budget when the owner is slow", async () => {
    await ask(instance());
    now += 7_001;
    const letGo = owner.hold();
    const details = instance();
    const first = details.find([lookup()], 100);
    const [joined] = await details.find([lookup()], 5);
    const stale = { outcome: 'found', from: 'stale-cache', version: 1, ageMs: 7_001 };
    expect([await first, [joined]]).toMatchObject([[stale], [stale]]);
    expect(owner.calls).toHaveLength(2);
    letGo();
    await nextTurn();
    expect(uses).toEqual(['miss', 'joined', 'miss']);
    expect(await ask(details)).toMatchObject({ from: 'cache', ageMs: 0 });
  });

  it('gives nothing below the version of the copy when the owner is slow', async () => {
    await ask(instance());
    now += 7_001;
    owner.hold();
    const [result] = await instance().find([lookup({ minVersion: 2 })], 5);
    expect(result).toMatchObject({ outcome: 'unavailable', reason: 'deadline-exceeded' });
  });

  it('ignores a value that it cannot read, and overwrites it', async () => {
    await shared.put('ride-1.d-1', new TextEncoder().encode('{"format":'), 0);
    expect(await ask(instance())).toMatchObject({ from: 'ride-service' });
    expect(await ask(instance())).toMatchObject({ from: 'cache' });
  });

  it('gives hits and misses of one call in the order of the lookups', async () => {
    owner.answerTo = ({ rideId }) => found(1, { notes: rideId });
    await ask(instance(), { rideId: 'b' });
    const lookups = ['a', 'b', 'c'].map((rideId) => lookup({ rideId }));
    const results = await instance().find(lookups, 5_000);
    expect(results).toMatchObject([
      { from: 'ride-service', details: { notes: 'a' } },
      { from: 'cache', details: { notes: 'b' } },
      { from: 'ride-service', details: { notes: 'c' } },
    ]);
  });
});
