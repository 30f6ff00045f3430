import type { CachingOptions } from '../src/ride-details/caching-choice';
import { MemoryStore } from './memory-store';

/** Caching options for specs: a clock that the spec moves, and windows of different lengths. */
export const someCachingOptions = (given: Partial<CachingOptions> = {}): CachingOptions => ({
  ttlMs: 2_000,
  revalidateMs: 3_000,
  versionedMs: 7_000,
  staleIfErrorMs: 11_000,
  loadDeadlineMs: 300,
  now: () => 0,
  sharedClock: given.now ?? (() => 0),
  random: () => 0,
  onUse: () => undefined,
  shared: new MemoryStore(),
  ...given,
});
