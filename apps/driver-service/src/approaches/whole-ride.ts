import { type RideDocument, type RideMessage, rideStatusFromWire } from '@ride-hailing/contracts';
import type { CurrentRideAnswer } from '../current-ride/driver-answer';
import { detailsOfMessage } from '../ride-details/details-of-message';
import type { Details } from '../ride-details/ride-details.port';

/** A driver's current ride as it comes in one piece, by whichever way. */
export interface WholeRide {
  readonly ride: NonNullable<CurrentRideAnswer['ride']>;
  readonly details: Details;
}

export const wholeRideOfDocument = (document: RideDocument): WholeRide => {
  const { rideId, status, version, pickup, riderId, riderName, riderPhone, dropoff, stops, fare, notes } =
    document;
  return {
    ride: { id: rideId, status, pickup: { lat: pickup.lat, lng: pickup.lng }, version },
    details: { riderId, riderName, riderPhone, pickupAddress: pickup.address, dropoff, stops, fare, notes },
  };
};

/** Undefined for a message that makes no sense as a ride. */
export const wholeRideOfMessage = (message: RideMessage): WholeRide | undefined => {
  const { rideId, pickup, version } = message;
  const status = rideStatusFromWire(message.status);
  if (!status || !pickup) return undefined;
  return {
    ride: { id: rideId, status, pickup: { lat: pickup.lat, lng: pickup.lng }, version },
    details: detailsOfMessage(message),
  };
};
