import { Injectable } from '@nestjs/common';
import type { Point, RideChanged, RideStatus } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';

/** The essential fields of a driver's current ride, as this service knows them. */
export interface CopiedRide {
  readonly rideId: string;
  readonly driverId: string;
  readonly status: RideStatus;
  readonly pickup: Point;
  readonly version: number;
  /** When this version was written here. */
  readonly appliedAtMs: number;
}

/** What the copy says of a ride's version, and since when. */
export interface HeldVersion {
  readonly rideId: string;
  readonly version: number;
  readonly status: RideStatus;
  readonly changedAt: Date;
  readonly appliedAt: Date;
}

/** Full states, not deltas: whatever order they come in, and however often, the highest version stays. */
const APPLY = {
  name: 'apply-ride-events',
  text: `
    INSERT INTO ride_copy AS kept
      (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at, applied_at)
    SELECT ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at, clock_timestamp()
    FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::bigint[], $7::timestamptz[])
      AS new (ride_id, driver_id, status, pickup_lat, pickup_lng, version, changed_at)
    ON CONFLICT (ride_id) DO UPDATE SET
      driver_id = EXCLUDED.driver_id, status = EXCLUDED.status,
      pickup_lat = EXCLUDED.pickup_lat, pickup_lng = EXCLUDED.pickup_lng,
      version = EXCLUDED.version, changed_at = EXCLUDED.changed_at, applied_at = EXCLUDED.applied_at
    WHERE kept.version < EXCLUDED.version`,
};

/**
 * The owner lets a driver be on one active ride only, but events of different rides have no order: for a moment
 * the copy may hold the end of one ride later than the start of the next. The ride that changed last is then the
 * one that the driver is on, since the other's last change that we know came before its end. This compares the
 * owner's one clock across rides, where versions say nothing; within a ride only the version decides.
 */
const CURRENT = {
  name: 'find-current-rides',
  text: `
    SELECT DISTINCT ON (driver_id)
      ride_id AS "rideId", driver_id AS "driverId", status,
      json_build_object('lat', pickup_lat, 'lng', pickup_lng) AS pickup, version::float8 AS version,
      (extract(epoch FROM applied_at) * 1000)::float8 AS "appliedAtMs"
    FROM ride_copy
    WHERE driver_id = ANY ($1::text[]) AND status IN ('ASSIGNED', 'IN_PROGRESS')
    ORDER BY driver_id, changed_at DESC, ride_id DESC`,
};

const KNOWN = {
  name: 'find-drivers-of-rides',
  text: `
    SELECT driver_id AS "driverId" FROM unnest($1::text[]) AS asked (driver_id)
    WHERE EXISTS (SELECT FROM ride_copy WHERE ride_copy.driver_id = asked.driver_id)`,
};

const HELD = {
  name: 'find-held-version',
  text: `
    SELECT ride_id AS "rideId", version::float8 AS version, status,
      changed_at AS "changedAt", applied_at AS "appliedAt"
    FROM ride_copy WHERE ride_id = $1`,
};

/** This service's copy of the essential fields of Ride Service's rides. */
@Injectable()
export class RideCopy {
  constructor(private readonly database: Database) {}

  /** States of different rides, ordered by id. Gives how many were newer than what was known. */
  async apply(rides: readonly RideChanged[]): Promise<number> {
    if (rides.length === 0) return 0;
    const { rowCount } = await this.database.pool.query({
      ...APPLY,
      values: [
        rides.map(({ rideId }) => rideId),
        rides.map(({ driverId }) => driverId),
        rides.map(({ status }) => status),
        rides.map(({ pickup }) => pickup.lat),
        rides.map(({ pickup }) => pickup.lng),
        rides.map(({ version }) => version),
        rides.map(({ changedAt }) => changedAt),
      ],
    });
    return rowCount ?? 0;
  }

  /** By driver; who is on no ride is not in it. */
  async currentOf(driverIds: readonly string[]): Promise<Map<string, CopiedRide>> {
    const { rows } = await this.database.pool.query<CopiedRide>({ ...CURRENT, values: [driverIds] });
    return new Map(rows.map((ride) => [ride.driverId, ride]));
  }

  /** Those of the drivers who are or were on a ride. */
  async driversKnownAmong(driverIds: readonly string[]): Promise<Set<string>> {
    if (driverIds.length === 0) return new Set();
    const { rows } = await this.database.pool.query<{ driverId: string }>({ ...KNOWN, values: [driverIds] });
    return new Set(rows.map(({ driverId }) => driverId));
  }

  /** Undefined when the copy does not hold the ride. */
  async heldOf(rideId: string): Promise<HeldVersion | undefined> {
    const { rows } = await this.database.pool.query<HeldVersion>({ ...HELD, values: [rideId] });
    return rows[0];
  }
}
