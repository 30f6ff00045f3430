import { within } from '@ride-hailing/timing';
import { LRUCache } from 'lru-cache';
import type { CachingOptions, SharedStore } from './caching-choice';
import { type DetailsLookup, type DetailsResult, type RideDetails, TOO_LATE } from './ride-details.port';
import {
  decode,
  encode,
  keyOf,
  type Known,
  isLower,
  mayReplace,
  NOTHING,
  type SharedEntry,
  toEntry,
} from './shared-entry';

/** A read that takes longer counts as a miss. */
const READ_WITHIN_MS = 50;
/** Writes run in the background: no caller waits for them. */
const WRITE_WITHIN_MS = 500;
const MOST_WRITES = 10;
const MOST_REFUSED = 10_000;

/**
 * Reads and writes a store that all instances share. Like `versioned`, it gives nothing below the copy's version.
 * Writes are compare-and-set, and never put a lower version over a higher one. A failing or slow store counts as a
 * miss.
 */
export class SharedDetails implements RideDetails {
  /** What the store held for the lookups whose load is in flight. */
  private readonly loading = new Map<string, Known | undefined>();

  /** The turn of each refusal by the owner that may not be in the store yet, by key. */
  private readonly refused: LRUCache<string, number>;
  private turns = 0;

  constructor(
    private readonly source: RideDetails,
    private readonly store: SharedStore,
    private readonly options: CachingOptions,
  ) {
    const ttl = options.versionedMs + options.staleIfErrorMs;
    this.refused = new LRUCache({ max: MOST_REFUSED, ttl, perf: { now: options.now } });
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const startedAt = this.options.now();
    const known = await Promise.all(lookups.map((lookup) => this.read(lookup)));
    const hits = lookups.map((lookup, index) => this.fresh(lookup, known[index]));
    const missing = lookups.filter((_, index) => !hits[index]);
    if (missing.length === 0) return hits.filter((hit) => hit !== undefined);
    lookups.forEach((lookup, index) => {
      if (!hits[index]) this.loading.set(loadOf(lookup), known[index]);
    });
    const leftMs = Math.max(1, budgetMs - (this.options.now() - startedAt));
    const before = known.filter((_, index) => !hits[index]);
    const loaded = await this.load(missing, before, leftMs);
    let next = 0;
    return lookups.map((_, index) => hits[index] ?? loaded[next++] ?? TOO_LATE);
  }

  /**
   * Gives, to a caller whose budget ends while the load is in flight, what it would get if the owner could not answer.
   * The load has its own deadline, which may end at the same moment or later.
   */
  whileLoading(lookup: DetailsLookup): DetailsResult | undefined {
    const { versionedMs, staleIfErrorMs } = this.options;
    const known = this.loading.get(loadOf(lookup));
    return this.given(lookup, known, versionedMs + staleIfErrorMs, 'stale-cache');
  }

  /** @param before what the store held before the load, in the order of `missing` */
  private async load(
    missing: readonly DetailsLookup[],
    before: readonly (Known | undefined)[],
    budgetMs: number,
  ): Promise<DetailsResult[]> {
    const loadedAtMs = this.options.sharedClock();
    const turn = (this.turns += 1);
    try {
      const results = await this.source.find(missing, budgetMs);
      return missing.map((lookup, index) => {
        const result = results[index] ?? TOO_LATE;
        if (result.outcome === 'unavailable') return this.stale(lookup) ?? this.missed(result);
        void this.write(lookup, toEntry(result, lookup, loadedAtMs), { known: before[index], turn });
        return this.missed(result);
      });
    } finally {
      for (const lookup of missing) this.loading.delete(loadOf(lookup));
    }
  }

  private missed(result: DetailsResult): DetailsResult {
    this.options.onUse('miss');
    return result;
  }

  private fresh(lookup: DetailsLookup, known?: Known): DetailsResult | undefined {
    const found = this.given(lookup, known, this.options.versionedMs, 'cache');
    if (found) this.options.onUse('fresh');
    return found;
  }

  private stale(lookup: DetailsLookup): DetailsResult | undefined {
    const found = this.whileLoading(lookup);
    if (found) this.options.onUse('stale-if-error');
    return found;
  }

  private given(
    lookup: DetailsLookup,
    known: Known | undefined,
    withinMs: number,
    from: 'cache' | 'stale-cache',
  ): DetailsResult | undefined {
    const entry = known?.entry;
    if (!entry?.details || entry.version < lookup.minVersion) return undefined;
    if (this.refused.has(keyOf(lookup))) return undefined;
    const ageMs = Math.max(0, this.options.sharedClock() - entry.loadedAtMs);
    if (ageMs > withinMs) return undefined;
    return { outcome: 'found', details: entry.details, version: entry.version, from, ageMs, tookMs: 0 };
  }

  private async read(lookup: DetailsLookup): Promise<Known | undefined> {
    const reading = this.known(lookup, READ_WITHIN_MS).catch(() => undefined);
    return within(READ_WITHIN_MS, reading, () => undefined);
  }

  private async known(lookup: DetailsLookup, timeoutMs: number): Promise<Known> {
    const value = await this.store.get(keyOf(lookup), timeoutMs);
    return value ? { revision: value.revision, entry: decode(value.data) } : NOTHING;
  }

  /**
   * Details replace only the value that was there before their load. So they never replace a refusal that another
   * instance stored meanwhile, whatever the instances' clocks say. A refusal replaces everything, and until the store
   * has it, this instance gives nothing that the store holds for this ride.
   */
  private async write(
    lookup: DetailsLookup,
    entry: SharedEntry | undefined,
    before: { readonly known: Known | undefined; readonly turn: number },
  ): Promise<void> {
    if (!entry) return;
    const key = keyOf(lookup);
    const turn = entry.details ? before.turn : (this.turns += 1);
    const isRefusedSince = () => (this.refused.get(key) ?? 0) > turn;
    if (!entry.details) this.refused.set(key, turn);
    if (isRefusedSince()) return;
    try {
      if ((await this.put(lookup, entry, before.known)) && !isRefusedSince()) this.refused.delete(key);
    } catch {
      // Not stored: the next caller loads it. The broker's state has its own metrics and health check.
    }
  }

  /** @returns false when the store holds a value that the entry may not replace */
  private async put(lookup: DetailsLookup, entry: SharedEntry, before: Known | undefined): Promise<boolean> {
    const write = ({ revision }: Known) =>
      this.store.put(keyOf(lookup), encode(entry), revision, WRITE_WITHIN_MS);
    if (before && !isLower(entry, before) && (await write(before))) return true;
    for (let attempt = 1; attempt < MOST_WRITES; attempt += 1) {
      const known = await this.known(lookup, WRITE_WITHIN_MS);
      if (!mayReplace(entry, known)) return false;
      if (await write(known)) return true;
    }
    return false;
  }
}

/** Includes the version: like flights, loads of one ride for different versions are separate. */
const loadOf = (lookup: DetailsLookup): string => `${keyOf(lookup)}/${lookup.minVersion}`;
