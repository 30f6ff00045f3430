import type { CachingChoice, CachingOptions } from '../src/ride-details/caching-choice';
import { cache as versioned } from '../src/ride-details/caches/versioned.cache';
import { type CachePolicy, DetailsStore, keyOf, type Load } from '../src/ride-details/details-store';
import { KeptDetails } from '../src/ride-details/kept-details';
import type { DetailsLookup, DetailsResult, RideDetails } from '../src/ride-details/ride-details.port';

const policyOf = (
  { versionedMs, staleIfErrorMs }: { versionedMs: number; staleIfErrorMs: number },
  fenced: boolean,
): CachePolicy => ({ fenced, freshMs: versionedMs, revalidateMs: 0, staleIfErrorMs });

class DeletingDetails extends KeptDetails {
  /** A load that ends after this stores its answer as if it were new. */
  onRideChanged(lookup: DetailsLookup): void {
    this.store.drop(lookup);
  }
}

class UnsharedDetails extends KeptDetails {
  private count = 0;
  private readonly own = new WeakMap<DetailsLookup, string>();

  protected override flightOf(lookup: DetailsLookup): string {
    const flight = this.own.get(lookup) ?? String(this.count++);
    this.own.set(lookup, flight);
    return flight;
  }
}

class JoiningDetails extends KeptDetails {
  protected override flightOf(lookup: DetailsLookup): string {
    return keyOf(lookup);
  }
}

/** Deletes withheld details, and does not remember the refusal. */
class ForgettingStore extends DetailsStore {
  override settle(lookup: DetailsLookup, result: DetailsResult, load: Load): DetailsResult {
    const given = super.settle(lookup, result, load);
    if (given.outcome === 'not-yours') this.drop(lookup);
    return given;
  }
}

class ForgettingDetails extends KeptDetails {
  protected override readonly store: DetailsStore;

  constructor(source: RideDetails, options: CachingOptions) {
    const policy = policyOf(options, true);
    super(source, policy, options);
    this.store = new ForgettingStore(policy, options);
  }
}

/** They make the promises of `versioned`; each has a well-known fault. */
const mutant = (create: CachingChoice['create']): CachingChoice => ({ ...versioned, create });

export const DELETES_ON_EVENT = mutant(
  (source, options) => new DeletingDetails(source, policyOf(options, false), options),
);
export const LOADS_FOR_EACH = mutant(
  (source, options) => new UnsharedDetails(source, policyOf(options, true), options),
);
export const JOINS_OLDER_FLIGHTS = mutant(
  (source, options) => new JoiningDetails(source, policyOf(options, true), options),
);
export const FORGETS_REFUSALS = mutant((source, options) => new ForgettingDetails(source, options));
