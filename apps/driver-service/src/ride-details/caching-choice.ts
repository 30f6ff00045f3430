import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RideDetails } from './ride-details.port';

/** How a lookup was served: out of the cache in one of four ways, by a load under way, or by a load of its own. */
export type CacheUse = 'fresh' | 'stale-while-revalidate' | 'stale-if-error' | 'negative' | 'joined' | 'miss';

/** Values that all instances of this service share. Both reject when the store is away or too slow. */
export interface SharedStore {
  get(key: string, timeoutMs: number): Promise<{ data: Uint8Array; revision: number } | undefined>;
  /** Only over the value of `revision`, 0 for none; false when there is another one by now. */
  put(key: string, data: Uint8Array, revision: number, timeoutMs: number): Promise<boolean>;
}

/** What a caching choice may need; it takes what it wants. */
export interface CachingOptions {
  /** How old an answer may be that nothing but its age makes invalid. */
  readonly ttlMs: number;
  /** After that, how long it may still be given at once while it is loaded again. */
  readonly revalidateMs: number;
  /** How old an answer may be that is checked against the version of the copy. */
  readonly versionedMs: number;
  /** After its time, how long an answer may be given when the owner cannot answer. */
  readonly staleIfErrorMs: number;
  /** For one load, whoever waits for it and for however long. */
  readonly loadDeadlineMs: number;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Milliseconds since 1970 by one clock for all instances: that of the broker, which the shared store is in. */
  readonly sharedClock: () => number;
  /** In [0, 1): spreads expiry. */
  readonly random: () => number;
  /** Told once for each lookup. */
  readonly onUse: (use: CacheUse) => void;
  readonly shared: SharedStore;
}

/** What a caching choice promises to whoever asks; one suite holds each choice to its word. */
export interface CachePromises {
  /** Whether an answer may have a lower version than the copy has. */
  readonly mayBeOlderThanCopy: boolean;
  /** How old an answer may be at most, if no event tells of the change and the owner answers. */
  readonly oldForMs: number;
  /** How old at most if the owner cannot answer; after that there are no details. */
  readonly oldWithoutOwnerMs: number;
  /** Lookups that reach the owner when 500 ask for one ride at once that is not there. */
  readonly loadsOf500Misses: number;
}

/** What stands between the port and its source. A file `caches/<choice>.cache.ts` exports one as `cache`. */
export interface CachingChoice {
  create(source: RideDetails, options: CachingOptions): RideDetails;
  promises(options: CachingOptions): CachePromises;
}

const FOLDER = join(__dirname, 'caches');
const FILE = /^([a-z-]+)\.cache\.[jt]s$/;

/** The names of the files are the names of the choices: a new one is a new file and no other change. */
export const cachingChoices = (): string[] =>
  readdirSync(FOLDER).flatMap((file) => FILE.exec(file)?.[1] ?? []);

export async function loadCachingChoice(name: string): Promise<CachingChoice> {
  const { cache } = (await import(join(FOLDER, `${name}.cache`))) as { cache: CachingChoice };
  return cache;
}
