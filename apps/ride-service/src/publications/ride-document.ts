import { type CurrentRideDocument, type RideDocument } from '@ride-hailing/contracts';
import type { CurrentRide } from '../ride-details/current-rides.query';
import type { DetailsRow } from '../ride-details/ride-message';

/** A whole ride, as it is published. */
export const rideDocument = (row: DetailsRow): RideDocument => ({
  rideId: row.id,
  version: row.version,
  status: row.status,
  driverId: row.driver_id,
  riderId: row.rider_id,
  riderName: row.rider_name,
  riderPhone: row.rider_phone,
  pickup: { lat: row.pickup_lat, lng: row.pickup_lng, address: row.pickup_address },
  dropoff: { lat: row.dropoff_lat, lng: row.dropoff_lng, address: row.dropoff_address },
  stops: row.stops,
  fare: { amountMinor: Number(row.fare_amount_minor), currency: row.fare_currency },
  notes: row.notes,
  changedAt: row.changed_at.toISOString(),
});

/** The value of a driver in a shared store. Once the ride has ended, it contains nothing of the ride or its rider. */
export const currentRideDocument = ({ driverId, ride }: CurrentRide, now: Date): CurrentRideDocument => ({
  driverId,
  ride: ride ? rideDocument(ride) : null,
  publishedAt: now.toISOString(),
});
