import type { Approach, RideDocument, WholeRideOrigin } from '@ride-hailing/contracts';
import type { Details } from '../ride-details/ride-details.port';
import { type CurrentRideAnswer, NOT_ASKED, round } from '../current-ride/current-ride.dto';

/** A driver's current ride, when essential fields and details are read together. */
export interface WholeRide {
  readonly ride: NonNullable<CurrentRideAnswer['ride']>;
  readonly details: Details;
}

/** A whole ride, or that there is none, and where it was read. */
interface WholeRead {
  readonly approach: Approach;
  readonly from: WholeRideOrigin;
  /** Null when the driver is on no ride. */
  readonly ride: WholeRide | null;
  /** The time since this state was written there, in ms; 0 when the owner itself gave it. */
  readonly ageMs: number;
  readonly tookMs: number;
}

export const wholeRideOfDocument = (document: RideDocument): WholeRide => {
  const { rideId, status, version, pickup, riderId, riderName, riderPhone, dropoff, stops, fare, notes } =
    document;
  return {
    ride: { id: rideId, status, pickup: { lat: pickup.lat, lng: pickup.lng }, version },
    details: { riderId, riderName, riderPhone, pickupAddress: pickup.address, dropoff, stops, fare, notes },
  };
};

/** The answer of every approach that reads ride and details together. */
export function toWholeAnswer(
  driverId: string,
  { approach, from, ride: whole, ageMs, tookMs }: WholeRead,
  wanted: { readonly details: boolean },
): CurrentRideAnswer {
  if (!whole) {
    const ride = { from, version: null, ageMs: null };
    return { driverId, ride: null, details: null, sources: { approach, ride, details: NOT_ASKED } };
  }
  const { version } = whole.ride;
  const read = { from, version, ageMs };
  const detailsRead = { ...read, cache: null, tookMs: round(tookMs), reason: null };
  return {
    driverId,
    ride: whole.ride,
    details: wanted.details ? whole.details : null,
    sources: { approach, ride: read, details: wanted.details ? detailsRead : NOT_ASKED },
  };
}
