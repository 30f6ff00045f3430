import { MAX_LOOKUPS, RideDetailsServiceService, type RideLookupResult } from '@ride-hailing/contracts';
import type { RemoteClient } from '@ride-hailing/remote-calls';
import { detailsOfMessage } from './details-of-message';
import { type DetailsLookup, type DetailsResult, RideDetails } from './ride-details.port';
import { unavailableReason } from './unavailable-reason';

/** Asks Ride Service for details: the only place that knows the messages of this call. */
export class GrpcDetailsSource extends RideDetails {
  private readonly batchGetRides;

  constructor(
    remote: RemoteClient,
    /** Request id and trace of whoever asks. */
    private readonly contextHeaders: () => Record<string, string>,
    private readonly lookupsPerCall = MAX_LOOKUPS,
  ) {
    super();
    this.batchGetRides = remote.unary(RideDetailsServiceService.batchGetRides, { idempotent: true });
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const calls: Promise<DetailsResult[]>[] = [];
    for (let from = 0; from < lookups.length; from += this.lookupsPerCall) {
      calls.push(this.ask(lookups.slice(from, from + this.lookupsPerCall), budgetMs));
    }
    return (await Promise.all(calls)).flat();
  }

  private async ask(lookups: DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const startedAt = performance.now();
    const took = () => Math.round((performance.now() - startedAt) * 100) / 100;
    try {
      const { results } = await this.batchGetRides({ lookups }, { budgetMs, headers: this.contextHeaders() });
      const tookMs = took();
      return lookups.map(({ rideId }, index) => toResult(rideId, results[index], tookMs));
    } catch (error) {
      const reason = unavailableReason(error);
      const tookMs = took();
      return lookups.map(() => ({ outcome: 'unavailable', reason, tookMs }));
    }
  }
}

function toResult(rideId: string, answer: RideLookupResult | undefined, tookMs: number): DetailsResult {
  const outcome = answer?.rideId === rideId ? answer.outcome : undefined;
  switch (outcome?.$case) {
    case 'found': {
      const { version } = outcome.value;
      return {
        outcome: 'found',
        details: detailsOfMessage(outcome.value),
        version,
        from: 'ride-service',
        ageMs: 0,
        tookMs,
      };
    }
    case 'notFound':
      return { outcome: 'not-found', tookMs };
    case 'notYours':
      return { outcome: 'not-yours', tookMs };
    case 'behind':
      return { outcome: 'behind', version: outcome.value.version, tookMs };
    case undefined:
      return { outcome: 'unavailable', reason: 'owner-error', tookMs };
  }
}
