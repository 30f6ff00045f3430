import {
  MAX_LOOKUPS,
  RideDetailsServiceService,
  type RideLookupResult,
  type RideMessage,
} from '@ride-hailing/contracts';
import type { RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders } from '@ride-hailing/service-kit';
import { callOwner } from './owner-lookups';
import type { Details, DetailsLookup, DetailsResult, Place, RideDetails } from './ride-details.port';

/** Asks Ride Service for details. No other file knows the messages of this call. */
export class RideDetailsClient implements RideDetails {
  private readonly batchGetRides;

  constructor(
    remote: RemoteClient,
    private readonly lookupsPerCall = MAX_LOOKUPS,
  ) {
    this.batchGetRides = remote.unary(RideDetailsServiceService.batchGetRides, { idempotent: true });
  }

  find(lookups: readonly DetailsLookup[], budgetMs: number): Promise<DetailsResult[]> {
    return callOwner(lookups, this.lookupsPerCall, async (part) => {
      const { results } = await this.batchGetRides(
        { lookups: part },
        { budgetMs, headers: contextHeaders() },
      );
      return (tookMs) => part.map(({ rideId }, index) => toResult(rideId, results[index], tookMs));
    });
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

const toPlace = ({ lat, lng, address }: Place): Place => ({ lat, lng, address });

/** The details in the owner's message. */
export const detailsOfMessage = (ride: RideMessage): Details => ({
  riderId: ride.riderId,
  riderName: ride.riderName,
  riderPhone: ride.riderPhone,
  pickupAddress: ride.pickup?.address ?? '',
  dropoff: ride.dropoff ? toPlace(ride.dropoff) : null,
  stops: ride.stops.map(toPlace),
  fare: ride.fare ? { amountMinor: ride.fare.amountMinor, currency: ride.fare.currency } : null,
  notes: ride.notes,
});
