import type { CachingChoice } from '../caching-choice';
import { KeptDetails } from '../kept-details';

/**
 * Keeps the owner's answer for a limited time, whatever events arrive: it is at most `ttlMs` old, and may be older than
 * the copy.
 */
export const cache: CachingChoice = {
  create: (source, options) =>
    new KeptDetails(
      source,
      { fenced: false, freshMs: options.ttlMs, revalidateMs: 0, staleIfErrorMs: 0 },
      options,
    ),
  promises: ({ ttlMs }) => ({
    mayBeOlderThanCopy: true,
    oldForMs: ttlMs,
    oldWithoutOwnerMs: ttlMs,
    loadsOf500Misses: 1,
  }),
};
