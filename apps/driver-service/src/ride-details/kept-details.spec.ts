import { someCachingOptions } from '../../test/caching-options';
import { found, HeldOwner } from '../../test/held-owner';
import type { CacheUse } from './caching-choice';
import { cache as staleWhileRevalidate } from './caches/stale-while-revalidate.cache';
import { cache as ttl } from './caches/ttl.cache';
import { cache as versioned } from './caches/versioned.cache';
import type { DetailsLookup, RideDetails } from './ride-details.port';

const lookup = (given: Partial<DetailsLookup> = {}): DetailsLookup => ({
  rideId: 'ride-1',
  minVersion: 1,
  driverId: 'd-1',
  ...given,
});

describe('the cache that caching choices share', () => {
  let owner: HeldOwner;
  let details: RideDetails;
  let now: number;
  let random: number;
  let uses: CacheUse[];
  const options = () =>
    someCachingOptions({ now: () => now, random: () => random, onUse: (use) => uses.push(use) });

  beforeEach(() => {
    now = 1_000;
    random = 0;
    owner = new HeldOwner();
    uses = [];
    details = ttl.create(owner, options());
  });

  const ask = async (given: Partial<DetailsLookup> = {}, budgetMs = 1_000) =>
    (await details.find([lookup(given)], budgetMs))[0];

  it('drops details from memory within a minute after their time, though nobody asks again', async () => {
    jest.useFakeTimers();
    try {
      await ask();
      const { entries } = Reflect.get(details, 'store') as { entries: { size: number } };
      await ask({ rideId: 'ride-2' });
      expect(entries.size).toBe(2);
      now += 59_000;
      await ask({ rideId: 'ride-3' });
      jest.advanceTimersByTime(60_000);
      expect(entries.size).toBe(1);
      now += 60_000;
      jest.advanceTimersByTime(60_000);
      expect([entries.size, jest.getTimerCount()]).toEqual([0, 0]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('answers from memory within the time, with the age and without a call', async () => {
    await ask();
    now += 1_999;
    expect(await ask()).toMatchObject({ from: 'cache', ageMs: 1_999, version: 1 });
    expect(owner.calls).toHaveLength(1);
  });

  it('calls the owner again after the time', async () => {
    await ask();
    now += 2_001;
    expect(await ask()).toMatchObject({ from: 'ride-service' });
    expect(owner.calls).toHaveLength(2);
  });

  it('measures the age from the start of the load, so that no answer is older than promised', async () => {
    const letGo = owner.hold();
    const first = ask();
    now += 1_500;
    letGo();
    await first;
    now += 501;
    expect(await ask()).toMatchObject({ from: 'ride-service' });
  });

  it('spreads the expiry of details that were loaded together', async () => {
    random = 0.99;
    await ask();
    now += 1_700;
    expect(await ask()).toMatchObject({ from: 'ride-service' });
  });

  it('loads once for 500 concurrent misses', async () => {
    const letGo = owner.hold();
    const asking = Array.from({ length: 500 }, () => ask());
    letGo();
    const answers = await Promise.all(asking);
    expect(answers.every((answer) => answer?.outcome === 'found')).toBe(true);
    expect(owner.calls).toHaveLength(1);
  });

  it('lets no lookup that needs a newer version join an older flight', async () => {
    owner.answerTo = ({ minVersion }) => found(minVersion);
    const letGo = owner.hold();
    const older = ask({ minVersion: 1 });
    const newer = ask({ minVersion: 2 });
    letGo();
    expect(await older).toMatchObject({ version: 1 });
    expect(await newer).toMatchObject({ version: 2 });
    expect(owner.calls).toHaveLength(2);
  });

  it('keeps the higher version when an earlier load ends later', async () => {
    owner.answerTo = () => found(1);
    const letGoFirst = owner.hold();
    const first = ask({ minVersion: 1 });
    owner.answerTo = () => found(2);
    owner.hold()();
    await ask({ minVersion: 2 });
    letGoFirst();
    await first;
    expect(await ask({ minVersion: 1 })).toMatchObject({ from: 'cache', version: 2 });
  });

  it('lets each caller stop waiting at the end of its budget, and stores a later answer for the next one', async () => {
    const letGo = owner.hold();
    const patient = ask({}, 5_000);
    expect(await ask({}, 5)).toMatchObject({ outcome: 'unavailable', reason: 'deadline-exceeded' });
    letGo();
    expect(await patient).toMatchObject({ outcome: 'found' });
    expect(owner.calls).toMatchObject([{ budgetMs: 300 }]);
    expect(await ask()).toMatchObject({ from: 'cache' });
  });

  it('remembers for one to two seconds that a ride does not exist', async () => {
    owner.answerTo = () => ({ outcome: 'not-found', tookMs: 1 });
    await ask();
    now += 2_000;
    expect(await ask()).toMatchObject({ outcome: 'not-found' });
    expect(owner.calls).toHaveLength(1);
    now += 1;
    random = 0.999;
    await ask();
    expect(owner.calls).toHaveLength(2);
    now += 1_000;
    await ask();
    expect(owner.calls).toHaveLength(2);
    now += 2;
    await ask();
    expect(owner.calls).toHaveLength(3);
  });

  it('looks a ride up again that did not exist when an event has raised its version', async () => {
    details = versioned.create(owner, options());
    owner.answerTo = () => ({ outcome: 'not-found', tookMs: 1 });
    await ask({ minVersion: 1 });
    owner.answerTo = () => found(2);
    expect(await ask({ minVersion: 2 })).toMatchObject({ outcome: 'found', version: 2 });
  });

  it('replaces found details with a later answer that the ride does not exist', async () => {
    details = versioned.create(owner, options());
    await ask();
    now += 7_001;
    owner.answerTo = () => ({ outcome: 'not-found', tookMs: 1 });
    await ask();
    now += 2_001;
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    expect(await ask()).toMatchObject({ outcome: 'unavailable' });
  });

  it('forgets details that the owner withholds, even for a later outage of the owner', async () => {
    details = versioned.create(owner, options());
    await ask();
    now += 7_001;
    owner.answerTo = () => ({ outcome: 'not-yours', tookMs: 1 });
    expect(await ask()).toMatchObject({ outcome: 'not-yours' });
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    expect(await ask()).toMatchObject({ outcome: 'unavailable' });
  });

  it('gives stored details at the end of the budget when the owner is slow', async () => {
    details = versioned.create(owner, options());
    await ask();
    now += 7_001;
    owner.hold();
    expect(await ask({}, 5)).toMatchObject({ outcome: 'found', from: 'stale-cache', ageMs: 7_001 });
  });

  it('revalidates once in the background for all callers', async () => {
    details = staleWhileRevalidate.create(owner, options());
    await ask();
    now += 2_001;
    owner.answerTo = () => found(2);
    const letGo = owner.hold();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(answers.every((answer) => answer?.outcome === 'found' && answer.from === 'stale-cache')).toBe(
      true,
    );
    expect(owner.calls).toHaveLength(2);
    letGo();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await ask()).toMatchObject({ from: 'cache', version: 2 });
    expect(owner.calls).toHaveLength(2);
  });

  it('reports how each lookup was served', async () => {
    details = staleWhileRevalidate.create(owner, options());
    await Promise.all([ask(), ask()]);
    await ask();
    now += 2_001;
    await ask();
    now += 10_000;
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    await ask();
    owner.answerTo = () => ({ outcome: 'not-found', tookMs: 1 });
    await ask({ rideId: 'none' });
    await ask({ rideId: 'none' });
    expect(uses).toEqual([
      'miss',
      'joined',
      'fresh',
      'stale-while-revalidate',
      'stale-if-error',
      'miss',
      'negative',
    ]);
  });

  it('stores a bounded number of bytes', async () => {
    owner.answerTo = () => found(1, { notes: 'x'.repeat(400_000) });
    const lookups = Array.from({ length: 90 }, (_, index) => lookup({ rideId: `ride-${index}` }));
    await details.find(lookups, 1_000);
    uses.length = 0;
    await details.find(lookups, 1_000);
    expect(uses.filter((use) => use === 'fresh').length).toBeLessThan(90);
    expect(uses.filter((use) => use === 'fresh').length).toBeGreaterThan(50);
  });

  it('stores a bounded number of entries, and evicts the least recently used', async () => {
    const lookups = Array.from({ length: 50_001 }, (_, index) => lookup({ rideId: `ride-${index}` }));
    await details.find(lookups, 60_000);
    uses.length = 0;
    await details.find(lookups.slice(0, 2), 1_000);
    expect(uses).toEqual(['fresh', 'miss']);
  });

  it.each(['not-yours', 'behind', 'unavailable'] as const)(
    'does not store the answer %s',
    async (outcome) => {
      owner.answerTo = () => ({ outcome, version: 0, reason: 'owner-error', tookMs: 1 });
      await ask();
      await ask();
      expect(owner.calls).toHaveLength(2);
    },
  );
});
