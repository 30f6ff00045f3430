import {
  MAX_LOOKUPS,
  RideDetailsServiceService,
  type RideLookupResult,
  type RideMessage,
} from '@ride-hailing/contracts';
import { type RemoteCallReason, RemoteCallError, type RemoteClient } from '@ride-hailing/remote-calls';
import {
  type Details,
  type DetailsLookup,
  type DetailsResult,
  type Place,
  RideDetails,
  type UnavailableReason,
} from './ride-details.port';

const REASONS: Readonly<Record<RemoteCallReason, UnavailableReason>> = {
  unavailable: 'owner-unavailable',
  'deadline-exceeded': 'deadline-exceeded',
  'breaker-open': 'breaker-open',
  'breaker-probing': 'breaker-open',
  overloaded: 'overloaded',
  'bulkhead-full': 'overloaded',
  // This service is stopping: nobody gives up a call for any other reason.
  cancelled: 'owner-unavailable',
  refused: 'owner-error',
  error: 'owner-error',
};

/** Asks Ride Service. The only place that knows the messages of the call and the ways in which it fails. */
export class GrpcDetailsSource extends RideDetails {
  private readonly batchGetRides;

  constructor(
    remote: RemoteClient,
    /** Request id and trace of whoever asks. */
    private readonly contextHeaders: () => Record<string, string>,
  ) {
    super();
    this.batchGetRides = remote.unary(RideDetailsServiceService.batchGetRides, { idempotent: true });
  }

  async find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    const calls: Promise<DetailsResult[]>[] = [];
    for (let from = 0; from < lookups.length; from += MAX_LOOKUPS) {
      calls.push(this.ask(lookups.slice(from, from + MAX_LOOKUPS), budgetMs));
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
      if (!(error instanceof RemoteCallError)) throw error;
      const reason = REASONS[error.reason];
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
        details: toDetails(outcome.value),
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

const toPlace = ({ lat, lng, address }: Place): Place => ({ lat, lng, address });

const toDetails = (ride: RideMessage): Details => ({
  riderId: ride.riderId,
  riderName: ride.riderName,
  riderPhone: ride.riderPhone,
  pickupAddress: ride.pickup?.address ?? '',
  dropoff: ride.dropoff ? toPlace(ride.dropoff) : null,
  stops: ride.stops.map(toPlace),
  fare: ride.fare ? { amountMinor: ride.fare.amountMinor, currency: ride.fare.currency } : null,
  notes: ride.notes,
});
