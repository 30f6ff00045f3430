import type { CachingChoice } from '../caching-choice';
import { KeptDetails } from '../kept-details';

/**
 * An answer is valid only if its version is at least the copy's, so an applied event invalidates older answers. Nothing
 * is deleted, so a load cannot race with a deletion. The time limit bounds how stale an answer gets while events are
 * late. When the owner cannot answer, it is given for longer, but never below the copy's version.
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
