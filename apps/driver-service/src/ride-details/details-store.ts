import { LRUCache } from 'lru-cache';
import type { CachingOptions } from './caching-choice';
import type { DetailsLookup, DetailsResult, FoundDetails } from './ride-details.port';

const MOST_ENTRIES = 50_000;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRY_BYTES = 1024 * 1024;
/** Of an entry beyond its texts. */
const ENTRY_BYTES = 500;
/** That there is no such ride is remembered for one to two seconds. */
const NOT_FOUND_MS = { least: 1_000, most: 2_000 };
/** Entries loaded together must not end together. */
const JITTER = 0.2;

/** What a kept answer may be used for, and for how long. */
export interface CachePolicy {
  /** Whether an entry is valid only if its version is at least the copy's: the event that came fences it. */
  readonly fenced: boolean;
  /** So long it is given without asking anybody. */
  readonly freshMs: number;
  /** And then so long at once, while it is loaded again. */
  readonly revalidateMs: number;
  /** And then so long if the owner cannot answer. */
  readonly staleIfErrorMs: number;
}

export type EntryUse = 'fresh' | 'revalidate' | 'if-error';

export interface Entry {
  readonly result: FoundDetails | { readonly outcome: 'not-found' };
  /** The version of the ride that it tells of; of a ride that is not there, the one that was asked for. */
  readonly version: number;
  /** When the load began: what the owner read cannot be older than that. */
  readonly loadedAt: number;
  readonly freshMs: number;
}

/** Details are given to one driver: another who asks for the same ride must not find them. */
export const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}/${driverId}`;

/** UTF-16. */
const bytesOf = ({ result }: Entry): number => ENTRY_BYTES + 2 * JSON.stringify(result).length;

/** A bounded number of answers, and of bytes, each with its version and age. */
export class DetailsStore {
  private readonly entries: LRUCache<string, Entry>;

  constructor(
    private readonly policy: CachePolicy,
    private readonly options: Pick<CachingOptions, 'now' | 'random'>,
  ) {
    this.entries = new LRUCache({
      max: MOST_ENTRIES,
      maxSize: MOST_BYTES,
      maxEntrySize: MOST_ENTRY_BYTES,
      sizeCalculation: bytesOf,
      perf: { now: options.now },
      ttlResolution: 0,
    });
  }

  get(lookup: DetailsLookup): { entry: Entry; use: EntryUse } | undefined {
    const entry = this.entries.get(keyOf(lookup));
    const use = entry && this.useOf(entry, lookup);
    return entry && use && { entry, use };
  }

  /** Whatever the order in which loads end: the higher version stays, and of the same version the later read. */
  keep(lookup: DetailsLookup, result: DetailsResult, loadedAt: number): void {
    const known = this.entries.peek(keyOf(lookup));
    // What the owner withholds by now must not be given out of an older answer.
    if (result.outcome === 'not-yours' && (known?.loadedAt ?? 0) <= loadedAt) this.drop(lookup);
    if (result.outcome !== 'found' && result.outcome !== 'not-found') return;
    const entry = this.entryOf(lookup, result, loadedAt);
    if (known && isOlder(entry, known)) return;
    const ttl = this.lifeOf(entry);
    if (ttl >= 1) this.entries.set(keyOf(lookup), entry, { ttl, start: loadedAt });
  }

  drop(lookup: Pick<DetailsLookup, 'rideId' | 'driverId'>): void {
    this.entries.delete(keyOf({ ...lookup, minVersion: 0 }));
  }

  private useOf({ result, version, loadedAt, freshMs }: Entry, lookup: DetailsLookup): EntryUse | undefined {
    const { fenced, revalidateMs, staleIfErrorMs } = this.policy;
    if (fenced && version < lookup.minVersion) return undefined;
    const overdueMs = this.options.now() - loadedAt - freshMs;
    if (overdueMs <= 0) return 'fresh';
    if (result.outcome === 'not-found') return undefined;
    if (overdueMs <= revalidateMs) return 'revalidate';
    return overdueMs <= revalidateMs + staleIfErrorMs ? 'if-error' : undefined;
  }

  private entryOf(lookup: DetailsLookup, result: Entry['result'], loadedAt: number): Entry {
    const random = this.options.random();
    if (result.outcome === 'found') {
      const freshMs = Math.floor(this.policy.freshMs * (1 - JITTER * random));
      return { result, version: result.version, loadedAt, freshMs };
    }
    const { least, most } = NOT_FOUND_MS;
    const freshMs = Math.floor(most - (most - least) * random);
    return { result, version: lookup.minVersion, loadedAt, freshMs };
  }

  private lifeOf({ result, freshMs }: Entry): number {
    if (result.outcome === 'not-found') return freshMs;
    return freshMs + this.policy.revalidateMs + this.policy.staleIfErrorMs;
  }
}

/** Versions tell, and between answers without one to compare the time of the reading. */
function isOlder(entry: Entry, known: Entry): boolean {
  const bothFound = entry.result.outcome === 'found' && known.result.outcome === 'found';
  if (bothFound && entry.version !== known.version) return entry.version < known.version;
  return entry.loadedAt < known.loadedAt;
}
