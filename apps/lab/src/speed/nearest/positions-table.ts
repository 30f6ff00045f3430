import { Pool } from 'pg';
import { FIRST_SEQUENCE } from '../../load/first-sequence';
import { type FreeDriver } from './fleet';

const STATEMENT_WITHIN_MS = 120_000;
const ON_A_RIDE = 0.1;
const RESERVED = 0.02;

const FREE = `
  SELECT driver_id AS "driverId", lat, lng FROM TABLE_NAME AS driver
  WHERE available
    AND driver_id NOT IN (SELECT driver_id FROM ride_copy
      WHERE driver_id IS NOT NULL AND status IN ('ASSIGNED', 'IN_PROGRESS'))
    AND driver_id NOT IN (SELECT held.driver_id FROM reservations AS held
      WHERE held.driver_id IS NOT NULL AND (held.state = 'TRIED' OR held.state = 'CONFIRMED' AND NOT EXISTS (
        SELECT FROM ride_copy AS ended
        WHERE ended.ride_id = held.ride_id AND ended.status IN ('COMPLETED', 'CANCELLED'))))`;

/** The tables of driver-service, as the superuser sees them. */
export class PositionsTable {
  private readonly pool: Pool;

  constructor(connectionString: string) {
    this.pool = new Pool({ connectionString, max: 1, statement_timeout: STATEMENT_WITHIN_MS });
  }

  /** Some are on a ride, some reserved for one that the copy has not heard of yet. */
  async occupy(drivers: number): Promise<void> {
    const busy = Math.floor(drivers * ON_A_RIDE);
    const reserved = Math.floor(drivers * RESERVED);
    await this.pool.query(
      `INSERT INTO ride_copy SELECT 'r-' || n, 'd-' || n, 'IN_PROGRESS', 0, 0, 1, now(), now()
       FROM generate_series(1, $1::integer) AS n`,
      [busy],
    );
    await this.pool.query(
      `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
       SELECT gen_random_uuid(), 'CONFIRMED', 'r-' || n, 'd-' || n
       FROM generate_series($1::integer + 1, $1::integer + $2::integer) AS n`,
      [busy, reserved],
    );
  }

  /** A frozen table for the bare limit, with the index that answers fastest. */
  async copyWithGist(): Promise<void> {
    await this.pool.query('CREATE EXTENSION cube');
    await this.pool.query('CREATE EXTENSION earthdistance');
    await this.pool.query('CREATE SCHEMA bench_limit');
    await this.pool.query('CREATE TABLE bench_limit.driver_positions AS TABLE driver_positions');
    await this.pool.query(
      'CREATE INDEX ON bench_limit.driver_positions USING gist (ll_to_earth(lat, lng)) WHERE available',
    );
  }

  /** As autovacuum leaves it after a while. */
  async settle(): Promise<void> {
    await this.pool.query('VACUUM ANALYZE');
  }

  /** How many updates after each driver's first one it has taken: phones count without gaps. */
  async applied(): Promise<{ drivers: number; updates: number }> {
    const { rows } = await this.pool.query<{ drivers: number; updates: number }>(
      `SELECT count(*)::integer AS drivers, coalesce(sum(sequence - ${FIRST_SEQUENCE}), 0)::float8 AS updates
       FROM driver_positions`,
    );
    return rows[0] ?? { drivers: 0, updates: 0 };
  }

  async free(table: 'driver_positions' | 'bench_limit.driver_positions'): Promise<FreeDriver[]> {
    return (await this.pool.query<FreeDriver>(FREE.replace('TABLE_NAME', table))).rows;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
