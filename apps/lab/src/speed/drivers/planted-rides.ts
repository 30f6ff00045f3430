import { nowMs } from '@ride-hailing/testing';
import type { Question } from '../../load/http-order';
import type { LabSystem } from '../../world/lab-system';

/**
 * The rides whose notes are changed while they are read: an answer out of a cache would tell the old ones. So many
 * that the slowest side meets some in its shortest run: of 90 lookups one is of these but once in 13,000 runs.
 */
const CHANGING = 500;

export interface PlantedRide {
  readonly rideId: string;
  readonly driverId: string;
  readonly version: number;
  readonly riderName: string;
}

/** Computes from its index what the tables hold of a ride, so that a reader can tell a wrong answer from a right one. */
export const plantedRide = (index: number): PlantedRide => ({
  rideId: `0190a000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
  driverId: `d-${index}`,
  version: 1 + (index % 7),
  riderName: `Rider ${index} of the bench`,
});

export const isChanging = (index: number): boolean => index < CHANGING;

const place = (index: number) => ({ lat: 37.4 + (index % 300) / 1_000, lng: 126.8 + (index % 400) / 1_000 });

const ownersRow = (index: number, at: string) => {
  const { rideId, driverId, version, riderName } = plantedRide(index);
  const { lat, lng } = place(index);
  return {
    ...{ id: rideId, status: 'ASSIGNED', version, driver_id: driverId, rider_id: `r-${index}` },
    ...{ rider_name: riderName, rider_phone: `+82-2-555-${index}`, notes: '' },
    ...{ pickup_lat: lat, pickup_lng: lng, pickup_address: `${index} Plover Lane` },
    ...{ dropoff_lat: lat + 0.02, dropoff_lng: lng + 0.02, dropoff_address: `${index} Curlew Steps` },
    stops: [{ lat: lat + 0.01, lng: lng + 0.01, address: `${index} Heron Gate` }],
    ...{ fare_amount_minor: 18_000 + index, fare_currency: 'KRW', requested_at: at, changed_at: at },
  };
};

const copiedRow = (index: number, at: string) => {
  const { rideId, driverId, version } = plantedRide(index);
  const { lat, lng } = place(index);
  return {
    ...{ ride_id: rideId, driver_id: driverId, status: 'ASSIGNED', version },
    ...{ pickup_lat: lat, pickup_lng: lng, changed_at: at, applied_at: at },
  };
};

const positionRow = (index: number, at: string) => ({
  ...{ driver_id: plantedRide(index).driverId, sequence: 1, available: true, cell: 0 },
  ...{ ...place(index), recorded_at: at, heard_at: at },
});

/** Drivers in the tables of both services, all or every second of them on a ride, as if every event had come through. */
export class PlantedRides {
  private constructor(
    private readonly system: LabSystem,
    /** Indexes of the drivers. */
    readonly drivers: readonly number[],
    /** Indexes of the drivers who are on a ride. */
    readonly onRide: readonly number[],
  ) {}

  static async plant(
    system: LabSystem,
    count: number,
    isOnRide: (index: number) => boolean = () => true,
  ): Promise<PlantedRides> {
    const drivers = Array.from({ length: count }, (_, index) => index);
    const rides = new PlantedRides(system, drivers, drivers.filter(isOnRide));
    // One time for all: a copy has that of its owner.
    const at = new Date().toISOString();
    await rides.fill('ride_service', 'rides', rides.onRide, (index) => ownersRow(index, at));
    await rides.fill('driver_service', 'ride_copy', rides.onRide, (index) => copiedRow(index, at));
    await rides.fill('driver_service', 'driver_positions', drivers, (index) => positionRow(index, at));
    return rides;
  }

  /** Gives the changing rides these notes. Tells when that was surely committed, ms since 1970. */
  async note(notes: string): Promise<number> {
    const ids = this.onRide.filter(isChanging).map((index) => plantedRide(index).rideId);
    const change = 'UPDATE rides SET notes = $1 WHERE id = ANY ($2::uuid[])';
    await this.system.databases.rows('ride_service', change, [notes, ids]);
    return nowMs();
  }

  /** `GET /drivers/:id`, of all: the driver, the position, and the ride or that there is none. */
  driverQuestions(indexes = this.drivers): Question[] {
    const onRide = new Set(this.onRide);
    return indexes.map((index) => {
      const { driverId, rideId } = plantedRide(index);
      const { lat, lng } = place(index);
      const ride = onRide.has(index) ? `"ride":{"id":"${rideId}"` : '"ride":null';
      const position = `"position":{"lat":${lat},"lng":${lng}`;
      return { path: `/drivers/${driverId}`, contains: [`"driverId":"${driverId}"`, ride, position] };
    });
  }

  private async fill(
    database: string,
    table: string,
    indexes: readonly number[],
    rowOf: (index: number) => object,
  ): Promise<void> {
    const rows = JSON.stringify(indexes.map((index) => rowOf(index)));
    const insert = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`;
    await this.system.databases.rows(database, insert, [rows]);
    await this.system.databases.rows(database, `VACUUM ANALYZE ${table}`);
  }
}

/** What has to stand in an answer about a driver's ride; the rider's name, which only the owner has. */
export const rideParts = (index: number): string[] => {
  const { driverId, rideId, riderName, version } = plantedRide(index);
  return [
    `"driverId":"${driverId}"`,
    ...[`"ride":{"id":"${rideId}"`, `"riderName":"${riderName}"`, `"version":${version}`],
  ];
};

/** `GET /drivers/:id/current-ride` of these, who are on a ride. */
export const currentRideQuestions = (
  indexes: readonly number[],
  query = '',
  more: (index: number) => readonly string[] = () => [],
): Question[] =>
  indexes.map((index) => ({
    path: `/drivers/${plantedRide(index).driverId}/current-ride${query}`,
    contains: [...rideParts(index), ...more(index)],
  }));
