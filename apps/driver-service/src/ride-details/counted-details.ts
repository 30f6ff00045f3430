import { Metrics } from '@ride-hailing/service-kit';
import { type DetailsLookup, type DetailsResult, RideDetails } from './ride-details.port';

/** Counts answers by where they came from, the same for every caching choice. */
export class CountedDetails extends RideDetails {
  private readonly answers;

  constructor(
    private readonly details: RideDetails,
    metrics: Metrics,
  ) {
    super();
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
