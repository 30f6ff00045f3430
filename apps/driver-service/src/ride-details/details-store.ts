import { LRUCache } from 'lru-cache';
import type { CacheUse, CachingOptions } from './caching-choice';
import type { DetailsLookup, DetailsResult, FoundDetails } from './ride-details.port';

const MOST_ENTRIES = 50_000;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRY_BYTES = 1024 * 1024;
/** The size of an entry without its texts. */
const ENTRY_BYTES = 500;
/** How long a ride is remembered as not existing. */
const NOT_FOUND_MS = { least: 1_000, most: 2_000 };
/** A refusal is kept for this many load deadlines, so that it outlives every load in flight. */
const LOADS_OUTLIVED = 3;
/** The share of its time by which an entry may expire early, so that entries loaded together do not expire together. */
const JITTER = 0.2;
/** How long an entry may stay in memory after its time. */
const SWEEP_EVERY_MS = 60_000;

/** How long a stored answer may be used, and how. */
export interface CachePolicy {
  /** Whether an entry is valid only if its version is at least the copy's, so that an applied event invalidates it. */
  readonly fenced: boolean;
  /** How long it is given without a load. */
  readonly freshMs: number;
  /** How long after that it is given at once while it is reloaded. */
  readonly revalidateMs: number;
  /** How long after that it is given if the owner cannot answer. */
  readonly staleIfErrorMs: number;
}

export type EntryUse = Extract<CacheUse, 'fresh' | 'stale-while-revalidate' | 'stale-if-error'>;

/** The owner gives no details. `not-yours` is stored only to keep earlier loads from restoring them. */
interface Withheld {
  readonly outcome: 'not-found' | 'not-yours';
}

/** The beginning of a load. */
export interface Load {
  /** The owner reads after this time, so the answer is no older. */
  readonly startedAt: number;
  /** Orders the loads and refusals of this store, also within one millisecond. */
  readonly turn: number;
}

interface KeptEntry<Result> {
  readonly result: Result;
  /** The version of the details; for a refusal, the version that the lookup asked for. */
  readonly version: number;
  readonly loadedAt: number;
  /** For details, the turn in which their load began; for a refusal, the turn in which it arrived. */
  readonly turn: number;
  readonly freshMs: number;
}

/** An entry that may answer a lookup. */
export type Entry = KeptEntry<FoundDetails | { readonly outcome: 'not-found' }>;
type Kept = KeptEntry<FoundDetails | Withheld>;

/** Includes the driver: details are given to one driver, and another must not find them. */
export const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}/${driverId}`;

/** An estimate: two bytes per UTF-16 code unit. */
const bytesOf = ({ result }: Kept): number => ENTRY_BYTES + 2 * JSON.stringify(result).length;

/** Stores answers with their versions and ages, bounded in number and in bytes. */
export class DetailsStore {
  private readonly entries: LRUCache<string, Kept>;
  private turns = 0;
  /** Runs only while there are entries, so that nobody has to end it. */
  private sweep: NodeJS.Timeout | undefined;

  constructor(
    private readonly policy: CachePolicy,
    private readonly options: Pick<CachingOptions, 'now' | 'random' | 'loadDeadlineMs'>,
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
    const kept = this.entries.get(keyOf(lookup));
    if (!kept || !isAnswer(kept)) return undefined;
    const use = this.useOf(kept, lookup);
    return use && { entry: kept, use };
  }

  begin(): Load {
    this.turns += 1;
    return { startedAt: this.options.now(), turn: this.turns };
  }

  /**
   * Stores the result of a load. Loads may end in any order: the higher version stays, and within a version the later
   * load. Once the owner has withheld details, only a load that begins after that restores them.
   * @returns what may be given to the callers that wait for the load
   */
  settle(lookup: DetailsLookup, result: DetailsResult, load: Load): DetailsResult {
    if (result.outcome === 'not-yours' || result.outcome === 'not-found') {
      this.keep(lookup, this.withheld(result, lookup.minVersion));
    }
    const given = this.allowed(lookup, result, load);
    if (given.outcome === 'found') {
      const known = this.entries.peek(keyOf(lookup));
      const entry = this.found(given, load);
      if (!known || !isOlder(entry, known)) this.keep(lookup, entry);
    }
    return given;
  }

  /** Returns the result, or the refusal if the owner has withheld the details since the load began. */
  allowed(lookup: DetailsLookup, result: DetailsResult, load: Load): DetailsResult {
    const known = this.entries.peek(keyOf(lookup));
    if (result.outcome !== 'found' || !known || known.result.outcome === 'found') return result;
    return known.turn > load.turn ? { outcome: known.result.outcome, tookMs: result.tookMs } : result;
  }

  drop(lookup: Pick<DetailsLookup, 'rideId' | 'driverId'>): void {
    this.entries.delete(keyOf({ ...lookup, minVersion: 0 }));
  }

  private keep(lookup: DetailsLookup, kept: Kept): void {
    const ttl = this.lifeOf(kept);
    if (ttl < 1) return;
    this.entries.set(keyOf(lookup), kept, { ttl, start: kept.loadedAt });
    this.sweepLater();
  }

  /** Personal data leave the memory soon after their time, and not only when their space is needed. */
  private sweepLater(): void {
    this.sweep ??= setTimeout(() => {
      this.sweep = undefined;
      this.entries.purgeStale();
      if (this.entries.size > 0) this.sweepLater();
    }, SWEEP_EVERY_MS).unref();
  }

  private useOf({ result, version, loadedAt, freshMs }: Entry, lookup: DetailsLookup): EntryUse | undefined {
    const { fenced, revalidateMs, staleIfErrorMs } = this.policy;
    if ((fenced || lookup.fenced) && version < lookup.minVersion) return undefined;
    const overdueMs = this.options.now() - loadedAt - freshMs;
    if (overdueMs <= 0) return 'fresh';
    if (result.outcome === 'not-found') return undefined;
    if (overdueMs <= revalidateMs) return 'stale-while-revalidate';
    return overdueMs <= revalidateMs + staleIfErrorMs ? 'stale-if-error' : undefined;
  }

  private found(result: FoundDetails, { startedAt, turn }: Load): Kept {
    const freshMs = Math.floor(this.policy.freshMs * (1 - JITTER * this.options.random()));
    return { result, version: result.version, loadedAt: startedAt, turn, freshMs };
  }

  private withheld({ outcome }: Withheld, version: number): Kept {
    const { least, most } = NOT_FOUND_MS;
    const freshMs = Math.floor(most - (most - least) * this.options.random());
    const { startedAt, turn } = this.begin();
    return { result: { outcome }, version, loadedAt: startedAt, turn, freshMs };
  }

  /** A refusal outlives every load that began before it arrived. */
  private lifeOf({ result, freshMs }: Kept): number {
    if (result.outcome !== 'found') return Math.max(freshMs, LOADS_OUTLIVED * this.options.loadDeadlineMs);
    return freshMs + this.policy.revalidateMs + this.policy.staleIfErrorMs;
  }
}

const isAnswer = (kept: Kept): kept is Entry => kept.result.outcome !== 'not-yours';

/** Compares two answers with details by version, and everything else by turn. */
function isOlder(entry: Kept, known: Kept): boolean {
  if (known.result.outcome === 'found' && entry.version !== known.version) {
    return entry.version < known.version;
  }
  return entry.turn < known.turn;
}
