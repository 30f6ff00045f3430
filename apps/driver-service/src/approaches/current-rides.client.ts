import {
  type CurrentRideResult,
  type HeldRideMessage,
  MAX_LOOKUPS,
  RideDetailsServiceService,
  type RideMessage,
  rideStatusFromWire,
} from '@ride-hailing/contracts';
import type { RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders } from '@ride-hailing/service-kit';
import { callOwner, type LookupSource, type Unavailable } from '../ride-details/owner-lookups';
import { detailsOfMessage } from '../ride-details/ride-details.client';
import type { HeldRide } from '../current-ride/at-least';
import type { WholeRide } from './whole-ride';

/** Whose current ride is wanted, and the ride whose version at the owner is wanted too. */
export interface CurrentRideLookup {
  readonly driverId: string;
  readonly rideId?: string;
}

/** The owner's answer about one driver. */
export type OwnersResult =
  | {
      readonly outcome: 'answered';
      readonly ride: WholeRide | null;
      /** Whether the driver is, or ever was, on a ride. */
      readonly known: boolean;
      /** The version of the lookup's ride; undefined without one, and when the owner has no such ride. */
      readonly held?: HeldRide;
      readonly tookMs: number;
    }
  | Unavailable;

/** Asks Ride Service which rides drivers are on. No other file knows the messages of this call. */
export class CurrentRidesClient implements LookupSource<CurrentRideLookup, OwnersResult> {
  private readonly batchGetCurrentRides;

  constructor(remote: RemoteClient) {
    this.batchGetCurrentRides = remote.unary(RideDetailsServiceService.batchGetCurrentRides, {
      idempotent: true,
    });
  }

  find(lookups: readonly CurrentRideLookup[], budgetMs: number): Promise<OwnersResult[]> {
    return callOwner(lookups, MAX_LOOKUPS, async (part) => {
      const driverIds = part.map(({ driverId }) => driverId);
      const rideIds = [...new Set(part.flatMap(({ rideId }) => rideId ?? []))];
      const { results, held } = await this.batchGetCurrentRides(
        { driverIds, rideIds },
        { budgetMs, headers: contextHeaders() },
      );
      const rides = new Map(held.map((ride) => [ride.rideId, ride]));
      return (tookMs) =>
        part.map(({ driverId, rideId }, index) => {
          const ride = rideId === undefined ? undefined : rides.get(rideId);
          // An owner of an earlier release does not tell versions.
          if (rideId !== undefined && !ride) return invalid(tookMs);
          return toResult({ driverId, answer: results[index], held: ride, tookMs });
        });
    });
  }
}

const invalid = (tookMs: number) => ({ outcome: 'unavailable', reason: 'owner-error', tookMs }) as const;

interface Answered {
  readonly driverId: string;
  readonly answer: CurrentRideResult | undefined;
  readonly held: HeldRideMessage | undefined;
  readonly tookMs: number;
}

function toResult({ driverId, answer, held, tookMs }: Answered): OwnersResult {
  if (answer?.driverId !== driverId) return invalid(tookMs);
  const ride = answer.ride ? wholeRideOfMessage(answer.ride) : null;
  if (ride === undefined) return invalid(tookMs);
  const known = answer.known || ride !== null;
  return { outcome: 'answered', ride, known, tookMs, ...(held && held.version > 0 && { held }) };
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
