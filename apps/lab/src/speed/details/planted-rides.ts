import { nowMs } from '../../measuring/clock';
import { Pool } from 'pg';

/** How many drivers, each on a ride of their own. */
export const RIDES = 5_000;
/**
 * The rides whose notes are changed while they are read: an answer out of a cache would tell the old ones. So many
 * that the slowest side meets some in its shortest run: of 90 lookups one is of these but once in 13,000 runs.
 */
const CHANGING = 500;
const PLANTED_AT = '2026-01-01T00:00:00Z';
const STATEMENT_WITHIN_MS = 20_000;

export interface PlantedRide {
  readonly rideId: string;
  readonly driverId: string;
  readonly version: number;
  readonly riderName: string;
}

/** What stands in the tables, by index: whoever reads can tell a wrong answer from a right one. */
export const plantedRide = (index: number): PlantedRide => ({
  rideId: `0190a000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
  driverId: `d-${index}`,
  version: 1 + (index % 7),
  riderName: `Rider ${index} of the bench`,
});

export const isChanging = (index: number): boolean => index < CHANGING;

const place = (index: number) => ({ lat: 37.4 + (index % 300) / 1_000, lng: 126.8 + (index % 400) / 1_000 });

const ownersRow = (index: number) => {
  const { rideId, driverId, version, riderName } = plantedRide(index);
  const { lat, lng } = place(index);
  return {
    ...{ id: rideId, status: 'ASSIGNED', version, driver_id: driverId, rider_id: `r-${index}` },
    ...{ rider_name: riderName, rider_phone: `+82-2-555-${index}`, notes: '' },
    ...{ pickup_lat: lat, pickup_lng: lng, pickup_address: `${index} Plover Lane` },
    ...{ dropoff_lat: lat + 0.02, dropoff_lng: lng + 0.02, dropoff_address: `${index} Curlew Steps` },
    stops: [{ lat: lat + 0.01, lng: lng + 0.01, address: `${index} Heron Gate` }],
    ...{ fare_amount_minor: 18_000 + index, fare_currency: 'KRW' },
    ...{ requested_at: PLANTED_AT, changed_at: PLANTED_AT },
  };
};

const copiedRow = (index: number) => {
  const { rideId, driverId, version } = plantedRide(index);
  const { lat, lng } = place(index);
  return {
    ...{ ride_id: rideId, driver_id: driverId, status: 'ASSIGNED', version },
    ...{ pickup_lat: lat, pickup_lng: lng, changed_at: PLANTED_AT, applied_at: PLANTED_AT },
  };
};

const positionRow = (index: number) => ({
  ...{ driver_id: plantedRide(index).driverId, sequence: 1, available: true, cell: 0 },
  ...{ ...place(index), recorded_at: PLANTED_AT, heard_at: PLANTED_AT },
});

async function plant(pool: Pool, table: string, rowOf: (index: number) => object): Promise<void> {
  const rows = Array.from({ length: RIDES }, (_, index) => rowOf(index));
  const statement = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`;
  await pool.query(statement, [JSON.stringify(rows)]);
  await pool.query(`VACUUM ANALYZE ${table}`);
}

/** The rides in the databases of both services, as if every event had come through. Reached as superuser. */
export class PlantedRides {
  private constructor(
    private readonly owner: Pool,
    private readonly consumer: Pool,
  ) {}

  static async plant(adminDatabaseUrl: (database: string) => string): Promise<PlantedRides> {
    const open = (database: string) =>
      new Pool({
        connectionString: adminDatabaseUrl(database),
        max: 1,
        statement_timeout: STATEMENT_WITHIN_MS,
      });
    const rides = new PlantedRides(open('ride_service'), open('driver_service'));
    await plant(rides.owner, 'rides', ownersRow);
    await plant(rides.consumer, 'ride_copy', copiedRow);
    await plant(rides.consumer, 'driver_positions', positionRow);
    return rides;
  }

  /** Gives the changing rides these notes. Tells when that was surely committed, ms since 1970. */
  async note(notes: string): Promise<number> {
    const ids = Array.from({ length: CHANGING }, (_, index) => plantedRide(index).rideId);
    await this.owner.query('UPDATE rides SET notes = $1 WHERE id = ANY ($2::uuid[])', [notes, ids]);
    return nowMs();
  }

  async close(): Promise<void> {
    await Promise.all([this.owner.end(), this.consumer.end()]);
  }
}
