import { Injectable } from '@nestjs/common';
import type { RideStatus } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { TurnBatches } from '@ride-hailing/timing';
import type { DriverPosition, KnownDriver } from '../driver-positions/driver-positions.service';
import { NOWHERE } from '../driver-positions/searched-cell';
import { liveReservationOf } from '../reservations/live-reservation';
import { currentRideOf, ridesOf } from '../ride-copy/current-ride-of';
import type { CopiedRide } from '../ride-copy/ride-copy.service';

/** What this service's own tables hold of a driver of whom an update or a ride has told. */
export interface Essentials {
  /** Undefined before the first update. */
  readonly position: KnownDriver | undefined;
  /** Undefined when on none. */
  readonly ride: CopiedRide | undefined;
}

/**
 * A few looks into indexes for each driver, however many are asked for. Times in ms, and numbers as JavaScript
 * wants them: a sequence is an integer that a double holds exactly. The `SELECT` around the ids hides from the
 * planner how many there are: it would take a plan for few as cheaper than the one for any number, and plan each time.
 * Ages are what the database's clock says, which wrote the times as well.
 */
const READ = {
  name: 'read-essentials-of-drivers',
  text: `
    SELECT asked.driver_id AS "driverId",
      heard.sequence::float8 AS sequence, heard.lat, heard.lng, heard.available,
      heard.cell > ${NOWHERE} AS accurate,
      (extract(epoch FROM heard.recorded_at) * 1000)::float8 AS "recordedAtMs",
      (extract(epoch FROM statement_timestamp() - heard.heard_at) * 1000)::float8 AS "ageMs",
      EXISTS (${liveReservationOf('asked.driver_id')}) AS reserved,
      ride.ride_id AS "rideId", ride.status, ride.pickup_lat AS "pickupLat", ride.pickup_lng AS "pickupLng",
      ride.version::float8 AS version, (extract(epoch FROM statement_timestamp() - ride.applied_at) * 1000)::float8 AS "rideAgeMs"
    FROM unnest((SELECT $1::text[])) AS asked (driver_id)
    LEFT JOIN LATERAL (
      SELECT * FROM driver_positions WHERE driver_positions.driver_id = asked.driver_id OFFSET 0
    ) AS heard ON true
    LEFT JOIN LATERAL (${currentRideOf('asked.driver_id')}) AS ride ON true
    WHERE heard.driver_id IS NOT NULL OR ride.ride_id IS NOT NULL OR EXISTS (${ridesOf('asked.driver_id')})`,
};

/** Of a driver without an update or a ride, what belongs to it is null. */
interface Row extends Omit<DriverPosition, 'sequence'> {
  readonly sequence: number | null;
  readonly accurate: boolean;
  readonly reserved: boolean;
  readonly rideId: string | null;
  readonly status: RideStatus;
  readonly pickupLat: number;
  readonly pickupLng: number;
  readonly version: number;
  readonly rideAgeMs: number;
}

/** The most drivers of one statement, unless a single caller asks for more. */
const MOST_DRIVERS = 200;

/** Drivers, and the rides that they are on, out of this service's own tables. */
@Injectable()
export class LocalEssentials {
  private readonly reads = new TurnBatches<readonly string[], ReadonlyMap<string, Essentials>>({
    answer: async (asked) => {
      const essentials = await this.read([...new Set(asked.flat())]);
      return asked.map(() => essentials);
    },
    sizeOf: ({ length }) => length,
    mostAtOnce: MOST_DRIVERS,
  });

  constructor(private readonly database: Database) {}

  /** Keyed by driver id; unknown drivers are absent. May also contain drivers that others asked for. Read after this call. */
  of(driverIds: readonly string[]): Promise<ReadonlyMap<string, Essentials>> {
    return this.reads.ask(driverIds);
  }

  private async read(driverIds: readonly string[]): Promise<Map<string, Essentials>> {
    const { rows } = await this.database.pool.query<Row>({ ...READ, values: [driverIds] });
    return new Map(rows.map((row) => [row.driverId, { position: positionOf(row), ride: rideOf(row) }]));
  }
}

function positionOf(row: Row): KnownDriver | undefined {
  const { driverId, sequence, recordedAtMs, ageMs, lat, lng, available, accurate, reserved } = row;
  if (sequence === null) return undefined;
  return { driverId, sequence, recordedAtMs, ageMs, lat, lng, available, accurate, reserved };
}

function rideOf(row: Row): CopiedRide | undefined {
  const { driverId, rideId, status, pickupLat, pickupLng, version, rideAgeMs } = row;
  if (rideId === null) return undefined;
  return { rideId, driverId, status, pickup: { lat: pickupLat, lng: pickupLng }, version, ageMs: rideAgeMs };
}
