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
/** A load ends by its deadline, and its answer is kept soon after. */
const LOADS_OUTLIVED = 3;
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

/** The owner gives no details: `not-yours` is kept only so that no earlier load puts them back. */
interface Withheld {
  readonly outcome: 'not-found' | 'not-yours';
}

/** When a load began. */
export interface Load {
  /** What the owner read for it cannot be older than that. */
  readonly startedAt: number;
  /** Among loads and refusals of this store: two of one millisecond have an order, too. */
  readonly turn: number;
}

interface KeptEntry<Result> {
  readonly result: Result;
  /** The version of the ride that it tells of; of what is withheld, the one that was asked for. */
  readonly version: number;
  readonly loadedAt: number;
  /** For details the turn in which their load began, for a refusal the turn in which it was heard. */
  readonly turn: number;
  readonly freshMs: number;
}

/** What may be given to a lookup. */
export type Entry = KeptEntry<FoundDetails | { readonly outcome: 'not-found' }>;
type Kept = KeptEntry<FoundDetails | Withheld>;

/** Details are given to one driver: another who asks for the same ride must not find them. */
export const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}/${driverId}`;

/** UTF-16. */
const bytesOf = ({ result }: Kept): number => ENTRY_BYTES + 2 * JSON.stringify(result).length;

/** A bounded number of answers, and of bytes, each with its version and age. */
export class DetailsStore {
  private readonly entries: LRUCache<string, Kept>;
  private turns = 0;

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
   * Keeps what a load brought, whatever the order in which loads end: the higher version stays, and of the same version
   * the later load. Once the owner has withheld details, only a load that begins after that brings them back.
   * @returns what may be given to who waits for the load
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

  /** The same result, unless it has details that the owner has withheld since its load began. */
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
    if (ttl >= 1) this.entries.set(keyOf(lookup), kept, { ttl, start: kept.loadedAt });
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

  /** What is withheld outlives every load that began before it was heard. */
  private lifeOf({ result, freshMs }: Kept): number {
    if (result.outcome !== 'found') return Math.max(freshMs, LOADS_OUTLIVED * this.options.loadDeadlineMs);
    return freshMs + this.policy.revalidateMs + this.policy.staleIfErrorMs;
  }
}

const isAnswer = (kept: Kept): kept is Entry => kept.result.outcome !== 'not-yours';

/** Two answers with details are compared by version, and answers of the same version by the turn of their load. */
function isOlder(entry: Kept, known: Kept): boolean {
  if (known.result.outcome === 'found' && entry.version !== known.version) {
    return entry.version < known.version;
  }
  return entry.turn < known.turn;
}
