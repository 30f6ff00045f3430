import { RideMessage, type RideStatus, rideStatusToWire } from '@ride-hailing/contracts';
import { type Place } from '../rides/ride.entity';

/** A row of `rides` as `pg` returns it. */
export interface DetailsRow {
  id: string;
  version: number;
  status: RideStatus;
  driver_id: string | null;
  rider_id: string;
  rider_name: string;
  rider_phone: string;
  pickup_lat: number;
  pickup_lng: number;
  pickup_address: string;
  dropoff_lat: number;
  dropoff_lng: number;
  dropoff_address: string;
  stops: Place[];
  fare_amount_minor: string;
  fare_currency: string;
  notes: string;
  requested_at: Date;
  changed_at: Date;
}

/** The columns of a {@link DetailsRow}. */
export const RIDE_COLUMNS = [
  'id',
  'version',
  'status',
  'driver_id',
  'rider_id',
  'rider_name',
  'rider_phone',
  'pickup_lat',
  'pickup_lng',
  'pickup_address',
  'dropoff_lat',
  'dropoff_lng',
  'dropoff_address',
  'stops',
  'fare_amount_minor',
  'fare_currency',
  'notes',
  'requested_at',
  'changed_at',
] as const satisfies readonly (keyof DetailsRow)[];

export const rideMessage = (row: DetailsRow): RideMessage => ({
  rideId: row.id,
  version: row.version,
  status: rideStatusToWire(row.status),
  driverId: row.driver_id ?? '',
  riderId: row.rider_id,
  riderName: row.rider_name,
  riderPhone: row.rider_phone,
  pickup: { lat: row.pickup_lat, lng: row.pickup_lng, address: row.pickup_address },
  dropoff: { lat: row.dropoff_lat, lng: row.dropoff_lng, address: row.dropoff_address },
  stops: row.stops,
  fare: { amountMinor: Number(row.fare_amount_minor), currency: row.fare_currency },
  notes: row.notes,
  requestedAtMs: row.requested_at.getTime(),
  changedAtMs: row.changed_at.getTime(),
});
