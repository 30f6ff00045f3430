import type { CachingChoice } from '../caching-choice';
import { KeptDetails } from '../kept-details';

/**
 * An answer is valid only if its version is at least the copy's. The event that has come already fences it: nothing
 * is deleted, so there is no race between a load and a deletion. Its time bounds what is given while events are
 * late. When the owner cannot answer it is given for longer, but never below the version of the copy.
 */
export const cache: CachingChoice = {
  create: (source, options) =>
    new KeptDetails(
      source,
      {
        fenced: true,
        freshMs: options.versionedMs,
        revalidateMs: 0,
        staleIfErrorMs: options.staleIfErrorMs,
      },
      options,
    ),
  promises: ({ versionedMs, staleIfErrorMs }) => ({
    mayBeOlderThanCopy: false,
    oldForMs: versionedMs,
    oldWithoutOwnerMs: versionedMs + staleIfErrorMs,
    loadsOf500Misses: 1,
  }),
};
