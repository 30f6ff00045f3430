import { Injectable } from '@nestjs/common';
import { ACTIVE_STATUSES_SQL, type RideDocument } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';

/** What the replica holds about a driver who is or was on a ride. */
interface HeldRide {
  /** Null when all rides of the driver in the replica have ended. */
  readonly current: RideDocument | null;
  /** The time since this state was written here, in ms. */
  readonly ageMs: number;
}

/** Documents carry full states, not deltas: in any order and with any repeats, the highest version stays. */
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
 * Gives the current ride, or else the last one. As in the copy of essential fields, documents of different rides have
 * no order: of two active rides, the one that changed last is current.
 */
const HELD = {
  name: 'find-replicated-ride',
  text: `
    SELECT CASE WHEN status IN ${ACTIVE_STATUSES_SQL} THEN document END AS current,
      (extract(epoch FROM statement_timestamp() - applied_at) * 1000)::float8 AS "ageMs"
    FROM ride_replica WHERE driver_id = $1
    ORDER BY (status IN ${ACTIVE_STATUSES_SQL}) DESC, changed_at DESC, ride_id DESC LIMIT 1`,
};

const VERSION = {
  name: 'find-replicated-version',
  text: 'SELECT version::float8 AS version, driver_id AS "driverId" FROM ride_replica WHERE ride_id = $1',
};

/** This service's replica of Ride Service's whole rides. */
@Injectable()
export class RideReplica {
  constructor(protected readonly database: Database) {}

  /**
   * @param rides states of different rides, ordered by ride id
   * @returns how many were newer than the stored ones
   */
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

  /** @returns undefined when the replica holds no ride of this driver */
  async ofDriver(driverId: string): Promise<HeldRide | undefined> {
    const { rows } = await this.database.pool.query<HeldRide>({ ...HELD, values: [driverId] });
    return rows[0];
  }

  /** @returns undefined when the replica does not hold this ride */
  async heldOf(rideId: string): Promise<Pick<RideDocument, 'version' | 'driverId'> | undefined> {
    const { rows } = await this.database.pool.query<Pick<RideDocument, 'version' | 'driverId'>>({
      ...VERSION,
      values: [rideId],
    });
    return rows[0];
  }
}
