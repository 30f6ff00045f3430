import { Injectable } from '@nestjs/common';
import type { RideChanged, RideStatus } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';

/** The version of a ride that the copy holds, and since when. */
interface HeldVersion {
  readonly rideId: string;
  readonly driverId: string | null;
  readonly version: number;
  readonly status: RideStatus;
  readonly changedAt: Date;
  readonly appliedAt: Date;
}

/** Events carry full states, not deltas: in any order and with any repeats, the highest version stays. */
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

const HELD = {
  name: 'find-held-version',
  text: `
    SELECT ride_id AS "rideId", driver_id AS "driverId", version::float8 AS version, status,
      changed_at AS "changedAt", applied_at AS "appliedAt"
    FROM ride_copy WHERE ride_id = $1`,
};

/** This service's copy of the essential fields of Ride Service's rides. */
@Injectable()
export class RideCopy {
  constructor(private readonly database: Database) {}

  /**
   * @param rides states of different rides, ordered by ride id
   * @returns how many were newer than the stored ones
   */
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

  /** Undefined when the copy does not hold the ride. */
  async heldOf(rideId: string): Promise<HeldVersion | undefined> {
    const { rows } = await this.database.pool.query<HeldVersion>({ ...HELD, values: [rideId] });
    return rows[0];
  }
}
