import { Injectable } from '@nestjs/common';
import { ACTIVE_STATUSES_SQL, type RideDocument } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';

/** What the replica holds of a driver who is or was on a ride. */
export interface HeldRide {
  /** Null when all rides of the driver that are known here have ended. */
  readonly current: RideDocument | null;
  /** Since what it says was written here, in ms. */
  readonly ageMs: number;
}

/** Full states, not deltas: whatever order they come in, and however often, the highest version stays. */
const APPLY = {
  name: 'apply-ride-documents',
  text: `
    INSERT INTO ride_replica AS kept (ride_id, driver_id, status, version, document, changed_at, applied_at)
    SELECT ride_id, driver_id, status, version, document, changed_at, clock_timestamp()
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::jsonb[], $6::timestamptz[])
      AS new (ride_id, driver_id, status, version, document, changed_at)
    ON CONFLICT (ride_id) DO UPDATE SET
      driver_id = EXCLUDED.driver_id, status = EXCLUDED.status, version = EXCLUDED.version,
      document = EXCLUDED.document, changed_at = EXCLUDED.changed_at, applied_at = EXCLUDED.applied_at
    WHERE kept.version < EXCLUDED.version`,
};

/**
 * The current ride, or else the last one. As in the copy of essential fields: documents of different rides have no
 * order, so of two that seem to be on, the one that changed last is.
 */
const HELD = {
  name: 'find-replicated-ride',
  text: `
    SELECT CASE WHEN status IN ${ACTIVE_STATUSES_SQL} THEN document END AS current,
      (extract(epoch FROM statement_timestamp() - applied_at) * 1000)::float8 AS "ageMs"
    FROM ride_replica WHERE driver_id = $1
    ORDER BY (status IN ${ACTIVE_STATUSES_SQL}) DESC, changed_at DESC, ride_id DESC LIMIT 1`,
};

/** This service's replica of Ride Service's rides, whole. */
@Injectable()
export class RideReplica {
  constructor(protected readonly database: Database) {}

  /** States of different rides, ordered by id. Gives how many were newer than what was known. */
  async apply(rides: readonly RideDocument[]): Promise<number> {
    if (rides.length === 0) return 0;
    const { rowCount } = await this.database.pool.query({
      ...APPLY,
      values: [
        rides.map(({ rideId }) => rideId),
        rides.map(({ driverId }) => driverId),
        rides.map(({ status }) => status),
        rides.map(({ version }) => version),
        rides.map((ride) => JSON.stringify(ride)),
        rides.map(({ changedAt }) => changedAt),
      ],
    });
    return rowCount ?? 0;
  }

  /** Undefined when no ride of this driver is known here. */
  async ofDriver(driverId: string): Promise<HeldRide | undefined> {
    const { rows } = await this.database.pool.query<HeldRide>({ ...HELD, values: [driverId] });
    return rows[0];
  }
}
