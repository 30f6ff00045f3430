import type { CachingChoice } from '../caching-choice';
import { KeptDetails } from '../kept-details';
import { SharedDetails } from '../shared-details';

/**
 * Like `versioned`, in a NATS bucket that all instances share: every instance has what one has loaded, and a restart
 * loses nothing. Each answer costs a round trip to the broker. During an outage of the broker it is like `none`, but
 * with one call per flight.
 */
export const cache: CachingChoice = {
  // Keeps only flights in memory, and for a second or two that a ride does not exist.
  create: (source, options) => {
    const shared = new SharedDetails(source, options.shared, options);
    return new KeptDetails(
      shared,
      { fenced: true, freshMs: 0, revalidateMs: 0, staleIfErrorMs: 0 },
      // The shared side counts the lookups that start a flight.
      { ...options, onUse: (use) => (use === 'miss' ? undefined : options.onUse(use)) },
      (lookup) => shared.whileLoading(lookup),
    );
  },
  promises: ({ versionedMs, staleIfErrorMs }) => ({
    mayBeOlderThanCopy: false,
    oldForMs: versionedMs,
    oldWithoutOwnerMs: versionedMs + staleIfErrorMs,
    loadsOf500Misses: 1,
  }),
};
