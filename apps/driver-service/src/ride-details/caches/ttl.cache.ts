import { withinBudget } from '@ride-hailing/remote-calls';
import { LRUCache } from 'lru-cache';
import type { CachingChoice, CachingOptions } from '../caching-choice';
import { type DetailsLookup, type DetailsResult, type FoundDetails, RideDetails } from '../ride-details.port';

const MOST_ENTRIES = 50_000;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRY_BYTES = 1024 * 1024;
/** Of an entry beyond its texts. */
const ENTRY_BYTES = 500;
const NOT_FOUND_TTL_MS = 1_000;
/** Entries loaded together must not end together. */
const JITTER = 0.2;

interface Kept {
  readonly result: FoundDetails | { readonly outcome: 'not-found' };
  /** When the load began: what the owner read cannot be older than that. */
  readonly loadedAt: number;
}

/**
 * Keeps what the owner gave for a limited time, whatever happens meanwhile: an answer is at most `ttlMs` old.
 * Details below the version that the asker knows of are never given, however fresh.
 */
export const cache: CachingChoice = (source, options) => new TtlCache(source, options);

/** Details are given to one driver: another who asks for the same ride must not find them here. */
const keyOf = ({ rideId, driverId }: DetailsLookup): string => `${rideId}/${driverId}`;
const flightOf = (lookup: DetailsLookup): string => `${keyOf(lookup)}/${lookup.minVersion}`;
const versionOf = (kept: Kept | undefined): number =>
  kept?.result.outcome === 'found' ? kept.result.version : 0;
/** UTF-16. */
const bytesOf = ({ result }: Kept): number => ENTRY_BYTES + 2 * JSON.stringify(result).length;

class TtlCache extends RideDetails {
  private readonly kept: LRUCache<string, Kept>;
  private readonly flights = new Map<string, Promise<DetailsResult>>();

  constructor(
    private readonly source: RideDetails,
    private readonly options: CachingOptions,
  ) {
    super();
    this.kept = new LRUCache({
      max: MOST_ENTRIES,
      maxSize: MOST_BYTES,
      maxEntrySize: MOST_ENTRY_BYTES,
      sizeCalculation: bytesOf,
      perf: { now: options.now },
      ttlResolution: 0,
    });
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const startedAt = this.options.now();
    const hits = lookups.map((lookup) => this.hit(lookup, startedAt));
    const missing = lookups.filter((_, index) => hits[index] === undefined);
    this.load(missing.filter((lookup) => !this.flights.has(flightOf(lookup))));
    const waits = missing.flatMap((lookup) => this.flights.get(flightOf(lookup)) ?? []);
    const loaded = await Promise.all(waits.map((flight) => this.wait(flight, startedAt, budgetMs)));
    return hits.map((hit) => hit ?? loaded.shift() ?? unavailable(0));
  }

  private hit(lookup: DetailsLookup, now: number): DetailsResult | undefined {
    const kept = this.kept.get(keyOf(lookup));
    if (kept === undefined) return undefined;
    if (kept.result.outcome === 'not-found') return { ...kept.result, tookMs: 0 };
    if (kept.result.version < lookup.minVersion) return undefined;
    return { ...kept.result, from: 'cache', ageMs: now - kept.loadedAt, tookMs: 0 };
  }

  /** One call for all that are missing, and one flight for each: who asks meanwhile joins it. */
  private load(missing: readonly DetailsLookup[]): void {
    if (missing.length === 0) return;
    const wanted = new Map(missing.map((lookup) => [flightOf(lookup), lookup]));
    const loadedAt = this.options.now();
    const loading = this.source.find([...wanted.values()], this.options.loadDeadlineMs);
    [...wanted].forEach(([flight, lookup], index) => {
      const landing = loading.then((results) => {
        const result = results[index] ?? unavailable(this.options.now() - loadedAt);
        this.keep(lookup, result, loadedAt);
        return result;
      });
      this.flights.set(flight, landing);
      const remove = () => this.flights.delete(flight);
      landing.then(remove, remove);
    });
  }

  private keep(lookup: DetailsLookup, result: DetailsResult, loadedAt: number): void {
    if (result.outcome !== 'found' && result.outcome !== 'not-found') return;
    const kept: Kept = { result, loadedAt };
    // A load that began earlier may end later.
    if (versionOf(this.kept.peek(keyOf(lookup))) > versionOf(kept)) return;
    const { ttlMs, random } = this.options;
    const most = result.outcome === 'found' ? ttlMs : Math.min(ttlMs, NOT_FOUND_TTL_MS);
    const ttl = Math.max(1, Math.floor(most * (1 - JITTER * random())));
    this.kept.set(keyOf(lookup), kept, { ttl, start: loadedAt });
  }

  /** The load has its own deadline; each who waits for it leaves at their own. */
  private async wait(
    flight: Promise<DetailsResult>,
    startedAt: number,
    budgetMs: number,
  ): Promise<DetailsResult> {
    const result = await withinBudget(flight, budgetMs, () => unavailable(0));
    return { ...result, tookMs: this.options.now() - startedAt };
  }
}

const unavailable = (tookMs: number): DetailsResult => ({
  outcome: 'unavailable',
  reason: 'deadline-exceeded',
  tookMs,
});
