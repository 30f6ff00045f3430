import { ACTIVE_STATUSES_SQL, type RideDocument } from '@ride-hailing/contracts';
import type { Pool } from 'pg';

const STATEMENTS = [
  'CREATE SCHEMA published',
  `CREATE TABLE stand_in_rides (
     ride_id text PRIMARY KEY, version integer, status text, driver_id text,
     rider_id text, rider_name text, rider_phone text,
     pickup_lat double precision, pickup_lng double precision, pickup_address text,
     dropoff_lat double precision, dropoff_lng double precision, dropoff_address text,
     stops jsonb, fare_amount_minor bigint, fare_currency text, notes text, changed_at timestamptz)`,
  `CREATE VIEW published.current_rides AS
     SELECT * FROM stand_in_rides WHERE status IN ${ACTIVE_STATUSES_SQL}`,
];

/** The ride's row in the table under the view. */
export const rowOf = (ride: RideDocument) => ({
  ride_id: ride.rideId,
  version: ride.version,
  status: ride.status,
  driver_id: ride.driverId,
  rider_id: ride.riderId,
  rider_name: ride.riderName,
  rider_phone: ride.riderPhone,
  pickup_lat: ride.pickup.lat,
  pickup_lng: ride.pickup.lng,
  pickup_address: ride.pickup.address,
  dropoff_lat: ride.dropoff.lat,
  dropoff_lng: ride.dropoff.lng,
  dropoff_address: ride.dropoff.address,
  stops: JSON.stringify(ride.stops),
  fare_amount_minor: ride.fare.amountMinor,
  fare_currency: ride.fare.currency,
  notes: ride.notes,
  changed_at: ride.changedAt,
});

/** Creates a view with the columns of Ride Service's own, over a simpler table. */
export async function createPublishedView(database: Pool): Promise<void> {
  for (const statement of STATEMENTS) await database.query(statement);
}

export async function upsertRow(database: Pool, row: ReturnType<typeof rowOf>): Promise<void> {
  const names = Object.keys(row);
  await database.query(
    `INSERT INTO stand_in_rides (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})
     ON CONFLICT (ride_id) DO UPDATE SET ${names.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`,
    Object.values(row),
  );
}
