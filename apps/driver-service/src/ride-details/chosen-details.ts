import { InvalidInputProblem, type Metrics } from '@ride-hailing/service-kit';
import type { DetailsLookup, DetailsResult, RideDetails } from './ride-details.port';

export interface Chosen {
  /** Name of the caching choice. */
  readonly cache: string;
  readonly details: RideDetails;
}

/** Details through the caching choice of this service, or through another one that a request names. */
export class ChosenDetails {
  constructor(
    private readonly usual: Chosen,
    /** By caching choice; none when a request may not choose. */
    private readonly others: ReadonlyMap<string, RideDetails>,
  ) {}

  /** @throws InvalidInputProblem for a choice that there is not, and for any when requests may not choose */
  by(choice: string | undefined): Chosen {
    if (choice === undefined) return this.usual;
    const details = this.others.get(choice);
    if (details) return { cache: choice, details };
    const message = this.others.size > 0 ? 'is no caching choice' : 'may not be chosen here';
    throw new InvalidInputProblem('The caching choice cannot be used.', [{ field: 'cache', message }]);
  }
}

/** Counts answers by where they came from, the same for every caching choice. */
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
