import { ACTIVE_STATUSES_SQL, TERMINAL_STATUSES_SQL } from '@ride-hailing/contracts';

/** Injection token: after this many milliseconds of silence a driver is not free. */
export const FREE_WITHIN_MS = Symbol('FREE_WITHIN_MS');

/**
 * SQL for a condition on a row of `driver_positions`: the driver was heard of within the last `ms`. Everything that
 * depends on it asks one clock, the database's, which is also the one that `heard_at` was written by.
 */
export const heardWithin = (ms: string, row = 'driver_positions'): string =>
  `${row}.heard_at > statement_timestamp() - ${ms} * interval '1 ms'`;

const IS_ACTIVE = `ride_copy.status IN ${ACTIVE_STATUSES_SQL}`;

/**
 * SQL for a subquery of the ride that a driver is on: at most one row of `ride_copy`.
 *
 * The owner lets a driver be on one active ride only, but events of different rides have no order: for a moment
 * the copy may hold the end of one ride later than the start of the next. The ride that changed last is then the
 * one that the driver is on, since the other's last change that we know came before its end. This compares the
 * owner's one clock across rides, where versions say nothing; within a ride only the version decides.
 */
export const currentRideOf = (driverId: string): string => `
  SELECT * FROM ride_copy WHERE ride_copy.driver_id = ${driverId} AND ${IS_ACTIVE}
  ORDER BY changed_at DESC, ride_id DESC LIMIT 1`;

/** SQL: the copy holds an active ride of the driver. `OFFSET 0` keeps the planner from turning it into a join. */
export const isOnARide = (driverId: string): string =>
  `EXISTS (SELECT FROM ride_copy WHERE ride_copy.driver_id = ${driverId} AND ${IS_ACTIVE} OFFSET 0)`;

/** SQL: the copy holds a ride of the driver, be it a past one. */
export const hasHadARide = (driverId: string): string =>
  `EXISTS (SELECT FROM ride_copy WHERE ride_copy.driver_id = ${driverId} OFFSET 0)`;

/** The ride is over, as far as the copy knows. */
const RIDE_IS_OVER = `EXISTS (
  SELECT FROM ride_copy
  WHERE ride_copy.ride_id = reservations.ride_id AND ride_copy.status IN ${TERMINAL_STATUSES_SQL} OFFSET 0)`;

/** SQL for a condition on a row of `reservations`: confirmed, and its purpose is served. */
export const IS_SPENT = `reservations.state = 'CONFIRMED' AND ${RIDE_IS_OVER}`;

/**
 * SQL: a reservation keeps the driver from others. It is tried, or confirmed until the copy holds the end of its ride;
 * there is at most one, by a partial unique index.
 */
export const isReserved = (driverId: string): string => `EXISTS (
  SELECT FROM reservations
  WHERE reservations.driver_id = ${driverId} AND reservations.state IN ('TRIED', 'CONFIRMED')
    AND NOT (${IS_SPENT}) OFFSET 0)`;

/** SQL for a condition on a row of `driver_positions`: the driver says so, and was heard of lately. */
export const isWilling = (row: string, freeWithinMs: string): string =>
  `(${row}.available AND ${heardWithin(freeWithinMs, row)})`;

/** SQL: others have the driver. A statement that has joined the ride or the reservation gives its own conditions. */
export const isBusy = (
  driverId: string,
  { onARide = isOnARide(driverId), reserved = isReserved(driverId) } = {},
): string => `(${onARide} OR ${reserved})`;

/** SQL for a condition on a row of `driver_positions`: the one rule of who is free. */
export const isFree = (row: string, freeWithinMs: string, busy = isBusy(`${row}.driver_id`)): string =>
  `(${isWilling(row, freeWithinMs)} AND NOT ${busy})`;

/** The cell of a driver whom no search by place shall find. */
export const NOWHERE = -1;

/** SQL for a condition on a row of `driver_positions`: a search by place finds the driver. */
export const isSomewhere = (row: string): string => `${row}.cell > ${NOWHERE}`;
