import type { RideMessage } from '@ride-hailing/contracts';
import type { Details, Place } from './ride-details.port';

const toPlace = ({ lat, lng, address }: Place): Place => ({ lat, lng, address });

/** What a ride has beyond its essential fields, out of the owner's message. */
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
