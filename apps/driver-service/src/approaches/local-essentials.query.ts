import { Inject, Injectable } from '@nestjs/common';
import type { Point, RideStatus } from '@ride-hailing/contracts';
import { Database, NotFoundProblem } from '@ride-hailing/service-kit';
import { TurnBatches } from '@ride-hailing/timing';
import type { DriverPosition } from '../driver-positions/driver-positions.service';
import {
  currentRideOf,
  FREE_WITHIN_MS,
  hasHadARide,
  isBusy,
  isFree,
  isReserved,
  isSomewhere,
} from '../who-is-free/who-is-free';

export interface KnownDriver extends DriverPosition {
  /** False when the position is too inaccurate for the driver to be found by it. */
  readonly accurate: boolean;
  /** Whether an assignment has reserved the driver. */
  readonly reserved: boolean;
  readonly free: boolean;
}

/** The essential fields of a driver's current ride, from the copy. */
export interface CopiedRide {
  readonly rideId: string;
  readonly driverId: string;
  readonly status: RideStatus;
  readonly pickup: Point;
  readonly version: number;
  /** The time since this version was written here, in ms. */
  readonly ageMs: number;
}

/** What this service's own tables hold about a driver whom an update or a ride has named. */
export interface Essentials {
  /** Undefined before the first update. */
  readonly position: KnownDriver | undefined;
  /** Undefined when the driver is on no ride. */
  readonly ride: CopiedRide | undefined;
}

/**
 * A few index look-ups per driver, for any number of drivers. Times are in ms. `float8` makes node-postgres return
 * numbers: a sequence is an integer that a double holds exactly. The `SELECT` around the ids hides their number from
 * the planner, which would otherwise find a plan for few cheaper than the generic one, and plan every time.
 * Ages are computed by the database's clock, which also wrote the times.
 */
const READ = {
  name: 'read-essentials-of-drivers',
  text: `
    SELECT asked.driver_id AS "driverId",
      heard.sequence::float8 AS sequence, heard.lat, heard.lng, heard.available,
      ${isSomewhere('heard')} AS accurate,
      (extract(epoch FROM heard.recorded_at) * 1000)::float8 AS "recordedAtMs",
      (extract(epoch FROM statement_timestamp() - heard.heard_at) * 1000)::float8 AS "ageMs",
      reservation.is_live AS reserved,
      ${isFree('heard', '$2::float8', isBusy('asked.driver_id', { onARide: 'ride.ride_id IS NOT NULL', reserved: 'reservation.is_live' }))} AS free,
      ride.ride_id AS "rideId", ride.status, ride.pickup_lat AS "pickupLat", ride.pickup_lng AS "pickupLng",
      ride.version::float8 AS version, (extract(epoch FROM statement_timestamp() - ride.applied_at) * 1000)::float8 AS "rideAgeMs"
    FROM unnest((SELECT $1::text[])) AS asked (driver_id)
    LEFT JOIN LATERAL (
      SELECT * FROM driver_positions WHERE driver_positions.driver_id = asked.driver_id OFFSET 0
    ) AS heard ON true
    LEFT JOIN LATERAL (${currentRideOf('asked.driver_id')}) AS ride ON true
    CROSS JOIN LATERAL (SELECT ${isReserved('asked.driver_id')} AS is_live OFFSET 0) AS reservation
    WHERE heard.driver_id IS NOT NULL OR ride.ride_id IS NOT NULL OR ${hasHadARide('asked.driver_id')}`,
};

/** The columns of a missing update or ride are null. */
interface Row extends Omit<KnownDriver, 'sequence'> {
  readonly sequence: number | null;
  readonly rideId: string | null;
  readonly status: RideStatus;
  readonly pickupLat: number;
  readonly pickupLng: number;
  readonly version: number;
  readonly rideAgeMs: number;
}

/** The most drivers in one statement, unless a single caller asks for more. */
const MOST_DRIVERS = 200;

export const unknownDriver = (driverId: string) => new NotFoundProblem(`No driver ${driverId} is known.`);

/**
 * Reads drivers, and the rides that they are on, from this service's own tables. Calls of one event-loop turn share a
 * statement.
 */
@Injectable()
export class LocalEssentialsQuery {
  private readonly reads = new TurnBatches<readonly string[], ReadonlyMap<string, Essentials>>({
    answer: async (calls) => {
      const essentials = await this.read([...new Set(calls.flat())]);
      return calls.map(() => essentials);
    },
    sizeOf: ({ length }) => length,
    mostAtOnce: MOST_DRIVERS,
  });

  constructor(
    private readonly database: Database,
    @Inject(FREE_WITHIN_MS) private readonly freeWithinMs: number,
  ) {}

  /**
   * Keyed by driver id; unknown drivers are absent. May also contain drivers that others asked for. Read after this
   * call.
   */
  of(driverIds: readonly string[]): Promise<ReadonlyMap<string, Essentials>> {
    return this.reads.ask(driverIds);
  }

  /** @throws NotFoundProblem when neither an update nor a ride has named the driver */
  async ofDriver(driverId: string): Promise<Essentials> {
    const known = (await this.of([driverId])).get(driverId);
    if (!known) throw unknownDriver(driverId);
    return known;
  }

  private async read(driverIds: readonly string[]): Promise<Map<string, Essentials>> {
    const { rows } = await this.database.pool.query<Row>({ ...READ, values: [driverIds, this.freeWithinMs] });
    return new Map(rows.map((row) => [row.driverId, { position: positionOf(row), ride: rideOf(row) }]));
  }
}

function positionOf(row: Row): KnownDriver | undefined {
  const { driverId, sequence, recordedAtMs, ageMs, lat, lng, available, accurate, reserved, free } = row;
  if (sequence === null) return undefined;
  return { driverId, sequence, recordedAtMs, ageMs, lat, lng, available, accurate, reserved, free };
}

function rideOf(row: Row): CopiedRide | undefined {
  const { driverId, rideId, status, pickupLat, pickupLng, version, rideAgeMs } = row;
  if (rideId === null) return undefined;
  return { rideId, driverId, status, pickup: { lat: pickupLat, lng: pickupLng }, version, ageMs: rideAgeMs };
}
