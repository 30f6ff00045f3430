import type { CachingChoice } from '../caching-choice';

/** Every lookup asks the owner: never stale, and never there when the owner is not. */
export const cache: CachingChoice = {
  create: (source) => source,
  promises: () => ({
    mayBeOlderThanCopy: false,
    oldForMs: 0,
    oldWithoutOwnerMs: 0,
    loadsOf500Misses: 500,
  }),
};
