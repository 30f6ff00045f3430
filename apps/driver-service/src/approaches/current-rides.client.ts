import {
  type CurrentRideResult,
  MAX_LOOKUPS,
  RideDetailsServiceService,
  type RideMessage,
  rideStatusFromWire,
} from '@ride-hailing/contracts';
import type { RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders } from '@ride-hailing/service-kit';
import { callOwner, type LookupSource, type Unavailable } from '../ride-details/owner-lookups';
import { detailsOfMessage } from '../ride-details/ride-details.client';
import type { WholeRide } from './whole-ride';

/** The owner's answer about one driver. */
export type OwnersResult =
  | {
      readonly outcome: 'answered';
      readonly ride: WholeRide | null;
      /** Whether the driver is, or ever was, on a ride. */
      readonly known: boolean;
      readonly tookMs: number;
    }
  | Unavailable;

/** Asks Ride Service which rides drivers are on. No other file knows the messages of this call. */
export class CurrentRidesClient implements LookupSource<string, OwnersResult> {
  private readonly batchGetCurrentRides;

  constructor(remote: RemoteClient) {
    this.batchGetCurrentRides = remote.unary(RideDetailsServiceService.batchGetCurrentRides, {
      idempotent: true,
    });
  }

  find(driverIds: readonly string[], budgetMs: number): Promise<OwnersResult[]> {
    return callOwner(driverIds, MAX_LOOKUPS, async (part) => {
      const { results } = await this.batchGetCurrentRides(
        { driverIds: part },
        { budgetMs, headers: contextHeaders() },
      );
      return (tookMs) => part.map((driverId, index) => toResult(driverId, results[index], tookMs));
    });
  }
}

function toResult(driverId: string, answer: CurrentRideResult | undefined, tookMs: number): OwnersResult {
  const invalid = { outcome: 'unavailable', reason: 'owner-error', tookMs } as const;
  if (answer?.driverId !== driverId) return invalid;
  const { known } = answer;
  if (!answer.ride) return { outcome: 'answered', ride: null, known, tookMs };
  const ride = wholeRideOfMessage(answer.ride);
  return ride ? { outcome: 'answered', ride, known: true, tookMs } : invalid;
}

/** Undefined for a message without a known status or a pickup. */
function wholeRideOfMessage(message: RideMessage): WholeRide | undefined {
  const { rideId, pickup, version } = message;
  const status = rideStatusFromWire(message.status);
  if (!status || !pickup) return undefined;
  return {
    ride: { id: rideId, status, pickup: { lat: pickup.lat, lng: pickup.lng }, version },
    details: detailsOfMessage(message),
  };
}
