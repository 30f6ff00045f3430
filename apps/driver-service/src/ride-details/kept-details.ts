import { within } from '@ride-hailing/timing';
import type { CacheUse, CachingOptions } from './caching-choice';
import { type CachePolicy, DetailsStore, type Entry, type EntryUse, keyOf, type Load } from './details-store';
import { type DetailsLookup, type DetailsResult, RideDetails } from './ride-details.port';

const USES: Readonly<Record<EntryUse, CacheUse>> = {
  fresh: 'fresh',
  revalidate: 'stale-while-revalidate',
  'if-error': 'stale-if-error',
};

/**
 * What the caching choices share. Its policy says what a kept answer may be used for; whatever is missing is
 * loaded in one call, and by one flight for each ride and minimal version, however many ask.
 */
export class KeptDetails implements RideDetails {
  protected readonly store: DetailsStore;
  private readonly flights = new Map<string, Promise<DetailsResult>>();

  constructor(
    private readonly source: RideDetails,
    policy: CachePolicy,
    private readonly options: CachingOptions,
    /** What may be given out of another store to who can wait no longer for the load. */
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
        if (known && known.use !== 'if-error') return this.given(known);
        return this.wait(lookup, { began, budgetMs, isOwn: own.has(lookup) });
      }),
    );
  }

  /** Who needs a newer version does not join an older flight: it may have read before the change. */
  protected flightOf(lookup: DetailsLookup): string {
    return `${keyOf(lookup)}/${lookup.minVersion}`;
  }

  /** One call for all that no flight is bringing yet. Gives those for which it made a flight. */
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
      const landing = loading.then((results) => this.store.settle(lookup, results[index] ?? tooLate, began));
      this.flights.set(flight, landing);
      const remove = () => this.flights.delete(flight);
      landing.then(remove, remove);
    });
    return new Set(missing.values());
  }

  /** The load has its own deadline; each who waits for it leaves at their own. */
  private async wait(
    lookup: DetailsLookup,
    { began, budgetMs, isOwn }: { began: Load; budgetMs: number; isOwn: boolean },
  ): Promise<DetailsResult> {
    const flight = this.flights.get(this.flightOf(lookup)) ?? Promise.resolve(tooLate);
    const result = await within(budgetMs, flight, () => tooLate);
    const tookMs = this.options.now() - began.startedAt;
    const fallback = result.outcome === 'unavailable' ? this.store.get(lookup) : undefined;
    if (fallback) return { ...this.given(fallback), tookMs };
    this.options.onUse(isOwn ? 'miss' : 'joined');
    const given = (result.outcome === 'unavailable' ? this.elsewhere(lookup) : undefined) ?? result;
    return { ...this.store.allowed(lookup, given, began), tookMs };
  }

  private given({ entry, use }: { entry: Entry; use: EntryUse }): DetailsResult {
    const { result, loadedAt } = entry;
    this.options.onUse(result.outcome === 'found' ? USES[use] : 'negative');
    if (result.outcome === 'not-found') return { outcome: 'not-found', tookMs: 0 };
    const from = use === 'fresh' ? 'cache' : 'stale-cache';
    return { ...result, from, ageMs: result.ageMs + this.options.now() - loadedAt, tookMs: 0 };
  }
}

const tooLate: DetailsResult = { outcome: 'unavailable', reason: 'deadline-exceeded', tookMs: 0 };
