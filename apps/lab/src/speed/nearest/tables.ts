import { FIRST_SEQUENCE } from '../../load/first-sequence';

/** A tenth of the drivers are on a ride. Two of a hundred are reserved for a ride that the copy does not know yet. */
export const OCCUPY = [
  `INSERT INTO ride_copy SELECT 'r-' || n, 'd-' || n, 'IN_PROGRESS', 0, 0, 1, now(), now()
   FROM generate_series(1, floor($1::integer * 0.1)::integer) AS n`,
  `INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
   SELECT gen_random_uuid(), 'CONFIRMED', 'r-' || n, 'd-' || n
   FROM generate_series(floor($1::integer * 0.1)::integer + 1,
                        floor($1::integer * 0.1)::integer + floor($1::integer * 0.02)::integer) AS n`,
] as const;

/** A frozen table for the bare limit, with the index that answers fastest. */
export const COPY_WITH_GIST = `
  CREATE EXTENSION cube;
  CREATE EXTENSION earthdistance;
  CREATE SCHEMA bench_limit;
  CREATE TABLE bench_limit.driver_positions AS TABLE driver_positions;
  CREATE INDEX ON bench_limit.driver_positions USING gist (ll_to_earth(lat, lng)) WHERE available`;

/** How many updates after each driver's first one the table has taken: phones count without gaps. */
export const UPDATES_TAKEN = `
  SELECT coalesce(sum(sequence - ${FIRST_SEQUENCE}), 0)::float8 AS updates FROM driver_positions`;

/** Who is free in this table, by looking at everyone. */
export const FREE_DRIVERS = (table: string): string => `
  SELECT driver_id AS "driverId", lat, lng FROM ${table} AS driver
  WHERE available
    AND driver_id NOT IN (SELECT driver_id FROM ride_copy
      WHERE driver_id IS NOT NULL AND status IN ('ASSIGNED', 'IN_PROGRESS'))
    AND driver_id NOT IN (SELECT held.driver_id FROM reservations AS held
      WHERE held.driver_id IS NOT NULL AND (held.state = 'TRIED' OR held.state = 'CONFIRMED' AND NOT EXISTS (
        SELECT FROM ride_copy AS ended
        WHERE ended.ride_id = held.ride_id AND ended.status IN ('COMPLETED', 'CANCELLED'))))`;
