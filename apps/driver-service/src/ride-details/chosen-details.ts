import { InvalidInputProblem, type Metrics } from '@ride-hailing/service-kit';
import type { DetailsLookup, DetailsResult, RideDetails } from './ride-details.port';

export interface Chosen {
  /** Name of the caching choice. */
  readonly cache: string;
  readonly details: RideDetails;
}

/** Details through this service's caching choice, or through another one that a request names. */
export class ChosenDetails {
  constructor(
    private readonly usual: Chosen,
    /** Keyed by caching choice; empty when requests may not choose. */
    private readonly others: ReadonlyMap<string, RideDetails>,
  ) {}

  /** @throws InvalidInputProblem for an unknown choice, and for any choice when requests may not choose */
  by(choice: string | undefined): Chosen {
    if (choice === undefined) return this.usual;
    const details = this.others.get(choice);
    if (details) return { cache: choice, details };
    const message = this.others.size > 0 ? 'is no caching choice' : 'may not be chosen here';
    throw new InvalidInputProblem('The caching choice cannot be used.', [{ field: 'cache', message }]);
  }
}

/** Counts answers by their source, the same for every caching choice. */
export class CountedDetails implements RideDetails {
  private readonly answers;

  constructor(
    private readonly details: RideDetails,
    metrics: Metrics,
  ) {
    this.answers = metrics.counter({
      name: 'ride_details_total',
      help: 'Details asked for, by where they came from (ride-service, cache, stale-cache) or why there are none',
      labelNames: ['from'],
    });
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const results = await this.details.find(lookups, budgetMs);
    for (const result of results) this.answers.inc({ from: labelOf(result) });
    return results;
  }
}

const labelOf = (result: DetailsResult): string => {
  if (result.outcome === 'found') return result.from;
  return result.outcome === 'unavailable' ? result.reason : result.outcome;
};
