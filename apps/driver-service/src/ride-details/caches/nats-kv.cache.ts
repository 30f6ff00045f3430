import type { CachingChoice } from '../caching-choice';
import { KeptDetails } from '../kept-details';
import { SharedDetails } from '../shared-details';

/**
 * Like `versioned`, in a NATS bucket that all instances share: what one has loaded, all have, and a restart loses
 * nothing. Each answer costs a round trip to the broker; without the broker it is like `none`, once per flight.
 */
export const cache: CachingChoice = {
  // Nothing is kept here but flights, and for a second or two that there is no such ride.
  create: (source, options) => {
    const shared = new SharedDetails(source, options.shared, options);
    return new KeptDetails(
      shared,
      { fenced: true, freshMs: 0, revalidateMs: 0, staleIfErrorMs: 0 },
      // What is not in a flight already, the shared side counts.
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
