import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RideDetails } from './ride-details.port';

/** How a lookup was served: from the cache in one of four ways, by a load in flight, or by a load of its own. */
export type CacheUse = 'fresh' | 'stale-while-revalidate' | 'stale-if-error' | 'negative' | 'joined' | 'miss';

/**
 * Values that all instances of this service share. Both methods reject during an outage or when the store is too slow.
 */
export interface SharedStore {
  get(key: string, timeoutMs: number): Promise<{ data: Uint8Array; revision: number } | undefined>;
  /**
   * Writes only over the value of `revision`, 0 for none.
   * @returns false when there is another value by now
   */
  put(key: string, data: Uint8Array, revision: number, timeoutMs: number): Promise<boolean>;
}

/** What a caching choice may need; each uses some of it. */
export interface CachingOptions {
  /** How old an answer may be that only its age invalidates. */
  readonly ttlMs: number;
  /** How long after that it may still be given at once while it is reloaded. */
  readonly revalidateMs: number;
  /** How old an answer may be that is checked against the copy's version. */
  readonly versionedMs: number;
  /** How long after its time an answer may be given when the owner cannot answer. */
  readonly staleIfErrorMs: number;
  /** The deadline of one load, independent of its callers' budgets. */
  readonly loadDeadlineMs: number;
  /** A monotonic clock, in ms. */
  readonly now: () => number;
  /** Milliseconds since 1970 by the one clock of all instances: that of the broker, which holds the shared store. */
  readonly sharedClock: () => number;
  /** A random number in [0, 1); spreads expiry. */
  readonly random: () => number;
  /** Called once per lookup. */
  readonly onUse: (use: CacheUse) => void;
  readonly shared: SharedStore;
}

/** What a caching choice promises to its callers; one contract suite checks every choice. */
export interface CachePromises {
  /** Whether an answer may have a lower version than the copy has. */
  readonly mayBeOlderThanCopy: boolean;
  /** The most an answer can lag behind the owner, in ms, if no event announces the change and the owner answers. */
  readonly oldForMs: number;
  /** The greatest age of an answer, in ms, while the owner cannot answer; after that there are no details. */
  readonly oldWithoutOwnerMs: number;
  /** Lookups that reach the owner when 500 callers at once miss the same ride. */
  readonly loadsOf500Misses: number;
}

/** Wraps the source of details. Each file `caches/<choice>.cache.ts` exports one as `cache`. */
export interface CachingChoice {
  create(source: RideDetails, options: CachingOptions): RideDetails;
  promises(options: CachingOptions): CachePromises;
}

const FOLDER = join(__dirname, 'caches');
const FILE = /^([a-z-]+)\.cache\.[jt]s$/;

/** The file names are the names of the choices: a new choice is a new file and no other change. */
export const cachingChoices = (): string[] =>
  readdirSync(FOLDER).flatMap((file) => FILE.exec(file)?.[1] ?? []);

export async function loadCachingChoice(name: string): Promise<CachingChoice> {
  const { cache } = (await import(join(FOLDER, `${name}.cache`))) as { cache: CachingChoice };
  return cache;
}
