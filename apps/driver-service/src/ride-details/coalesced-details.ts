import { CoalescedLookups } from './coalesced-lookups';
import { type DetailsLookup, type DetailsResult, RideDetails } from './ride-details.port';

/** Stands below the caches, so that loads of all of them share calls. */
export class CoalescedDetails extends RideDetails {
  private readonly together: CoalescedLookups<DetailsLookup, DetailsResult>;

  constructor(source: RideDetails, lookupsPerCall?: number) {
    super();
    this.together = new CoalescedLookups(source, (tookMs) => ({ ...tooLate, tookMs }), lookupsPerCall);
  }

  find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    return this.together.find(lookups, budgetMs);
  }
}

const tooLate = { outcome: 'unavailable', reason: 'deadline-exceeded' } as const;
