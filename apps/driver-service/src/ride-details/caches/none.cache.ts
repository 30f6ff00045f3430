import type { CachingChoice } from '../caching-choice';

/** Every lookup calls the owner: details are never stale, and unavailable whenever the owner is. */
export const cache: CachingChoice = {
  create: (source) => source,
  promises: () => ({
    mayBeOlderThanCopy: false,
    oldForMs: 0,
    oldWithoutOwnerMs: 0,
    loadsOf500Misses: 500,
  }),
};
