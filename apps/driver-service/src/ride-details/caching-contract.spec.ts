import { CACHING_CONTRACT, type CheckName } from '../../test/caching-contract';
import { someCachingOptions } from '../../test/caching-options';
import {
  DELETES_ON_EVENT,
  FORGETS_REFUSALS,
  JOINS_OLDER_FLIGHTS,
  LOADS_FOR_EACH,
} from '../../test/mutant-caches';
import { type CachingChoice, cachingChoices, loadCachingChoice } from './caching-choice';

const CHECKS = Object.keys(CACHING_CONTRACT) as CheckName[];

const titled = CHECKS.map((check) => ({ check, title: CACHING_CONTRACT[check].title }));
/** A mutant stops at the first race that it loses. */
const RACES_FOR_MUTANTS = 3_000;

jest.setTimeout(60_000);

it('states what each caching choice promises', async () => {
  const { ttlMs, revalidateMs, versionedMs, staleIfErrorMs } = someCachingOptions();
  const promised = await Promise.all(
    cachingChoices().map(async (name) => {
      const choice = await loadCachingChoice(name);
      return [name, choice.promises(someCachingOptions())];
    }),
  );
  expect(Object.fromEntries(promised)).toEqual({
    none: { mayBeOlderThanCopy: false, oldForMs: 0, oldWithoutOwnerMs: 0, loadsOf500Misses: 500 },
    ttl: { mayBeOlderThanCopy: true, oldForMs: ttlMs, oldWithoutOwnerMs: ttlMs, loadsOf500Misses: 1 },
    'stale-while-revalidate': {
      mayBeOlderThanCopy: true,
      oldForMs: ttlMs + revalidateMs,
      oldWithoutOwnerMs: ttlMs + revalidateMs + staleIfErrorMs,
      loadsOf500Misses: 1,
    },
    'nats-kv': {
      mayBeOlderThanCopy: false,
      oldForMs: versionedMs,
      oldWithoutOwnerMs: versionedMs + staleIfErrorMs,
      loadsOf500Misses: 1,
    },
    versioned: {
      mayBeOlderThanCopy: false,
      oldForMs: versionedMs,
      oldWithoutOwnerMs: versionedMs + staleIfErrorMs,
      loadsOf500Misses: 1,
    },
  });
});

describe.each(cachingChoices())('the caching choice %s', (name) => {
  it.each(titled)('$title', async ({ check }) => {
    const choice = await loadCachingChoice(name);
    await CACHING_CONTRACT[check].hold(choice);
  });
});

/** These show that the suite can fail. */
describe.each<[string, CachingChoice, CheckName[]]>([
  ['deletes on event instead of looking at versions', DELETES_ON_EVENT, ['eventDuringLoad', 'race']],
  ['starts a load for each caller', LOADS_FOR_EACH, ['misses']],
  ['joins any flight of the ride', JOINS_OLDER_FLIGHTS, ['newerNeed', 'withheld', 'race']],
])('a cache that %s', (_what, mutant, caughtBy) => {
  it.each(caughtBy)('catches each mutant of a cache by the check %s', async (check) => {
    await expect(CACHING_CONTRACT[check].hold(mutant, RACES_FOR_MUTANTS)).rejects.toThrow();
  });

  it.each(CHECKS.filter((check) => !caughtBy.includes(check)))(
    'lets each mutant of a cache pass the check %s',
    async (check) => {
      await CACHING_CONTRACT[check].hold(mutant);
    },
  );
});

it('catches a cache that only deletes withheld details and then stores an earlier load of them', async () => {
  await expect(CACHING_CONTRACT.withheld.hold(FORGETS_REFUSALS)).rejects.toThrow();
});
