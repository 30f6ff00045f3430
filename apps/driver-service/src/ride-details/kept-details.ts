import { within } from '@ride-hailing/timing';
import type { CachingOptions } from './caching-choice';
import { type CachePolicy, DetailsStore, type Entry, type EntryUse, keyOf, type Load } from './details-store';
import { type DetailsLookup, type DetailsResult, type RideDetails, TOO_LATE } from './ride-details.port';

/**
 * The in-memory cache that the caching choices share; the policy says how a stored answer may be used. Missing details
 * are loaded in one call. Each ride and minimal version has at most one load in flight, which all its callers join.
 */
export class KeptDetails implements RideDetails {
  protected readonly store: DetailsStore;
  private readonly flights = new Map<string, Promise<DetailsResult>>();

  constructor(
    private readonly source: RideDetails,
    policy: CachePolicy,
    private readonly options: CachingOptions,
    /** Gives an answer from another store to a caller whose budget ends before the load does. */
    private readonly elsewhere: (lookup: DetailsLookup) => DetailsResult | undefined = () => undefined,
  ) {
    this.store = new DetailsStore(policy, options);
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const began = this.store.begin();
    const kept = lookups.map((lookup) => this.store.get(lookup));
    const wanted = lookups.filter((_, index) => kept[index]?.use !== 'fresh');
    const own = this.load(wanted);
    return Promise.all(
      lookups.map(async (lookup, index) => {
        const known = kept[index];
        if (known && known.use !== 'stale-if-error') return this.given(known);
        return this.wait(lookup, { began, budgetMs, isOwn: own.has(lookup) });
      }),
    );
  }

  /**
   * Includes the version: a caller that needs a newer one must not join a load that may have read before the change.
   */
  protected flightOf(lookup: DetailsLookup): string {
    return `${keyOf(lookup)}/${lookup.minVersion}`;
  }

  /**
   * Loads, in one call, all lookups that no flight covers yet.
   * @returns the lookups for which it started a flight
   */
  private load(wanted: readonly DetailsLookup[]): ReadonlySet<DetailsLookup> {
    const missing = new Map<string, DetailsLookup>();
    for (const lookup of wanted) {
      const flight = this.flightOf(lookup);
      if (!this.flights.has(flight) && !missing.has(flight)) missing.set(flight, lookup);
    }
    if (missing.size === 0) return new Set();
    const began = this.store.begin();
    const loading = this.source.find([...missing.values()], this.options.loadDeadlineMs);
    [...missing].forEach(([flight, lookup], index) => {
      const landing = loading.then((results) => this.store.settle(lookup, results[index] ?? TOO_LATE, began));
      this.flights.set(flight, landing);
      const remove = () => this.flights.delete(flight);
      landing.then(remove, remove);
    });
    return new Set(missing.values());
  }

  /** Waits until the end of the caller's budget; the load goes on until its own deadline. */
  private async wait(
    lookup: DetailsLookup,
    { began, budgetMs, isOwn }: { began: Load; budgetMs: number; isOwn: boolean },
  ): Promise<DetailsResult> {
    const flight = this.flights.get(this.flightOf(lookup)) ?? Promise.resolve(TOO_LATE);
    const result = await within(budgetMs, flight, () => TOO_LATE);
    const tookMs = this.options.now() - began.startedAt;
    const fallback = result.outcome === 'unavailable' ? this.store.get(lookup) : undefined;
    if (fallback) return { ...this.given(fallback), tookMs };
    this.options.onUse(isOwn ? 'miss' : 'joined');
    const given = (result.outcome === 'unavailable' ? this.elsewhere(lookup) : undefined) ?? result;
    return { ...this.store.allowed(lookup, given, began), tookMs };
  }

  private given({ entry, use }: { entry: Entry; use: EntryUse }): DetailsResult {
    const { result, loadedAt } = entry;
    this.options.onUse(result.outcome === 'found' ? use : 'negative');
    if (result.outcome === 'not-found') return { outcome: 'not-found', tookMs: 0 };
    const from = use === 'fresh' ? 'cache' : 'stale-cache';
    return { ...result, from, ageMs: result.ageMs + this.options.now() - loadedAt, tookMs: 0 };
  }
}
