import type { CachingChoice } from '../caching-choice';
import { KeptDetails } from '../kept-details';

/**
 * Like `ttl`, but for a while after its time an answer is still given at once and reloaded in the background, so no
 * caller waits for a ride that is read often. After that it is given only if the owner cannot answer.
 */
export const cache: CachingChoice = {
  create: (source, options) =>
    new KeptDetails(
      source,
      {
        fenced: false,
        freshMs: options.ttlMs,
        revalidateMs: options.revalidateMs,
        staleIfErrorMs: options.staleIfErrorMs,
      },
      options,
    ),
  promises: ({ ttlMs, revalidateMs, staleIfErrorMs }) => ({
    mayBeOlderThanCopy: true,
    oldForMs: ttlMs + revalidateMs,
    oldWithoutOwnerMs: ttlMs + revalidateMs + staleIfErrorMs,
    loadsOf500Misses: 1,
  }),
};
