import { found, HeldOwner } from '../../../test/held-owner';
import type { DetailsLookup, RideDetails } from '../ride-details.port';
import { cache } from './ttl.cache';

const lookup = (given: Partial<DetailsLookup> = {}): DetailsLookup => ({
  rideId: 'ride-1',
  minVersion: 1,
  driverId: 'd-1',
  ...given,
});

describe('the ttl cache', () => {
  let owner: HeldOwner;
  let details: RideDetails;
  let now: number;
  let random: number;

  beforeEach(() => {
    now = 1_000;
    random = 0;
    owner = new HeldOwner();
    details = cache(owner, { ttlMs: 2_000, loadDeadlineMs: 300, now: () => now, random: () => random });
  });

  const ask = async (given: Partial<DetailsLookup> = {}, budgetMs = 1_000) =>
    (await details.find([lookup(given)], budgetMs))[0];

  it('answers from memory within the time, says so and says how old, without a call', async () => {
    await ask();
    now += 1_999;
    expect(await ask()).toMatchObject({ from: 'cache', ageMs: 1_999, version: 1 });
    expect(owner.calls).toHaveLength(1);
  });

  it('asks again after the time', async () => {
    await ask();
    now += 2_001;
    expect(await ask()).toMatchObject({ from: 'ride-service' });
    expect(owner.calls).toHaveLength(2);
  });

  it('counts the time from when the load began, so that no answer is older than promised', async () => {
    const letGo = owner.hold();
    const first = ask();
    now += 1_500;
    letGo();
    await first;
    now += 501;
    expect(await ask()).toMatchObject({ from: 'ride-service' });
  });

  it('spreads the expiry of what was loaded together', async () => {
    random = 0.99;
    await ask();
    now += 1_700;
    expect(await ask()).toMatchObject({ from: 'ride-service' });
  });

  it('loads once for 500 who miss at the same time', async () => {
    const letGo = owner.hold();
    const asking = Array.from({ length: 500 }, () => ask());
    letGo();
    const answers = await Promise.all(asking);
    expect(answers.every((answer) => answer?.outcome === 'found')).toBe(true);
    expect(owner.calls).toHaveLength(1);
  });

  it('lets nobody who needs a newer version join an older flight', async () => {
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

  it('lets each who waits leave at their own time, and keeps what comes later for the next', async () => {
    const letGo = owner.hold();
    const patient = ask({}, 5_000);
    expect(await ask({}, 5)).toMatchObject({ outcome: 'unavailable', reason: 'deadline-exceeded' });
    letGo();
    expect(await patient).toMatchObject({ outcome: 'found' });
    expect(owner.calls).toMatchObject([{ budgetMs: 300 }]);
    expect(await ask()).toMatchObject({ from: 'cache' });
  });

  it('remembers for a second that there is no such ride', async () => {
    owner.answerTo = () => ({ outcome: 'not-found', tookMs: 1 });
    await ask();
    now += 900;
    expect(await ask()).toMatchObject({ outcome: 'not-found' });
    expect(owner.calls).toHaveLength(1);
    now += 200;
    await ask();
    expect(owner.calls).toHaveLength(2);
  });

  it.each(['not-yours', 'behind', 'unavailable'] as const)(
    'does not keep that the answer was %s',
    async (outcome) => {
      owner.answerTo = () => ({ outcome, version: 0, reason: 'owner-error', tookMs: 1 });
      await ask();
      await ask();
      expect(owner.calls).toHaveLength(2);
    },
  );
});
