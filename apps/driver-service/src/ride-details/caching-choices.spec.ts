import { someCachingOptions } from '../../test/caching-options';
import { found, HeldOwner } from '../../test/held-owner';
import { cachingChoices, loadCachingChoice } from './caching-choice';
import type { DetailsLookup, DetailsResult, RideDetails } from './ride-details.port';

const lookup = (given: Partial<DetailsLookup> = {}): DetailsLookup => ({
  rideId: 'ride-1',
  minVersion: 1,
  driverId: 'd-1',
  ...given,
});

const BUDGET_MS = 1_000;

it('finds the caching choices by their files', () => {
  expect(cachingChoices().sort()).toEqual(['nats-kv', 'none', 'stale-while-revalidate', 'ttl', 'versioned']);
});

/** What every caching choice promises, including future ones. */
describe.each(cachingChoices())('caching choice %s', (choice) => {
  let owner: HeldOwner;
  let details: RideDetails;

  beforeEach(async () => {
    owner = new HeldOwner();
    details = (await loadCachingChoice(choice)).create(owner, someCachingOptions());
  });

  const ask = async (given: Partial<DetailsLookup> = {}): Promise<DetailsResult | undefined> =>
    (await details.find([lookup(given)], BUDGET_MS))[0];

  it("gives the owner's details and says that they are the owner's", async () => {
    expect(await ask()).toMatchObject({ outcome: 'found', from: 'ride-service', version: 1, ageMs: 0 });
  });

  it('answers in the order of the lookups, with one call for all of them', async () => {
    owner.answerTo = ({ rideId }) => found(1, { notes: rideId });
    await ask({ rideId: 'b' });
    owner.calls.length = 0;
    const rideIds = ['a', 'b', 'c'];
    const results = await details.find(
      rideIds.map((rideId) => lookup({ rideId })),
      BUDGET_MS,
    );
    expect(results.map((result) => result.outcome === 'found' && result.details.notes)).toEqual(rideIds);
    expect(owner.calls).toHaveLength(1);
  });

  it('answers two lookups of the same ride in one call', async () => {
    const results = await details.find([lookup(), lookup()], BUDGET_MS);
    expect(results).toMatchObject([{ outcome: 'found' }, { outcome: 'found' }]);
  });

  it('gives no results for no lookups, without a call', async () => {
    expect(await details.find([], BUDGET_MS)).toEqual([]);
    expect(owner.calls.flatMap(({ lookups }) => lookups)).toEqual([]);
  });

  it("never gives one driver's details to another", async () => {
    await ask({ driverId: 'd-1' });
    owner.answerTo = () => ({ outcome: 'not-yours', tookMs: 1 });
    expect(await ask({ driverId: 'd-2' })).toMatchObject({ outcome: 'not-yours' });
  });

  it('says that the owner is unavailable, and calls it again next time', async () => {
    owner.answerTo = () => ({ outcome: 'unavailable', reason: 'owner-unavailable', tookMs: 1 });
    expect(await ask()).toMatchObject({ outcome: 'unavailable', reason: 'owner-unavailable' });
    owner.answerTo = () => found(1);
    expect(await ask()).toMatchObject({ outcome: 'found' });
  });

  it('gives stored details when the owner hangs, if it promises so, although the load ends with the budget', async () => {
    const budgetMs = 15;
    let now = 1_000;
    const options = someCachingOptions({ now: () => now, loadDeadlineMs: budgetMs });
    const caching = await loadCachingChoice(choice);
    const { oldForMs, oldWithoutOwnerMs } = caching.promises(options);
    details = caching.create(owner, options);
    const lookups = Array.from({ length: 20 }, (_, index) => lookup({ rideId: `ride-${index}` }));
    await details.find(lookups, BUDGET_MS);
    await new Promise((resolve) => setImmediate(resolve));
    now += oldForMs + 1;
    owner.find = async (missing, withinMs) => {
      await new Promise((resolve) => setTimeout(resolve, withinMs));
      return missing.map(() => ({ outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: withinMs }));
    };
    const isStale = oldWithoutOwnerMs > oldForMs;
    // The second lookup of a ride joins the flight of the first.
    const asking = [...lookups, ...lookups].map((each) => details.find([each], budgetMs));
    for (const [result] of await Promise.all(asking)) {
      expect(result).toMatchObject(
        isStale ? { from: 'stale-cache', version: 1 } : { outcome: 'unavailable' },
      );
    }
  });

  it('keeps empty and zero values as they are', async () => {
    owner.answerTo = () => found(1, { notes: '', fare: { amountMinor: 0, currency: 'KRW' } });
    await ask();
    expect(await ask()).toMatchObject({ details: { notes: '', fare: { amountMinor: 0 }, stops: [] } });
  });
});
