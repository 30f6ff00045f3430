import { ACTIVE_STATUSES_SQL, TERMINAL_STATUSES_SQL } from '@ride-hailing/contracts';

/** Injection token: a driver who has been silent for longer than this many milliseconds is not free. */
export const FREE_WITHIN_MS = Symbol('FREE_WITHIN_MS');

/**
 * SQL for a condition on a row of `driver_positions`: the driver was heard within the last `ms`. It reads the
 * database's clock, which also wrote `heard_at`.
 */
export const heardWithin = (ms: string, row = 'driver_positions'): string =>
  `${row}.heard_at > statement_timestamp() - ${ms} * interval '1 ms'`;

const IS_ACTIVE = `ride_copy.status IN ${ACTIVE_STATUSES_SQL}`;

/**
 * SQL for a subquery that gives the driver's current ride: at most one row of `ride_copy`.
 *
 * The owner lets a driver be on one active ride only, but events of different rides have no order: the start of the
 * next ride may be applied before the end of the last. Of two active rides the one that changed last is current, since
 * the other must have ended before it began. Versions cannot be compared across rides, so this compares `changed_at`,
 * which the owner's one clock wrote; within a ride only the version decides.
 */
export const currentRideOf = (driverId: string): string => `
  SELECT * FROM ride_copy WHERE ride_copy.driver_id = ${driverId} AND ${IS_ACTIVE}
  ORDER BY changed_at DESC, ride_id DESC LIMIT 1`;

/** SQL: the copy holds an active ride of the driver. `OFFSET 0` keeps the planner from turning it into a join. */
export const isOnARide = (driverId: string): string =>
  `EXISTS (SELECT FROM ride_copy WHERE ride_copy.driver_id = ${driverId} AND ${IS_ACTIVE} OFFSET 0)`;

/** SQL: the copy holds an active or past ride of the driver. */
export const hasHadARide = (driverId: string): string =>
  `EXISTS (SELECT FROM ride_copy WHERE ride_copy.driver_id = ${driverId} OFFSET 0)`;

/** According to the copy, the ride is over. */
const RIDE_IS_OVER = `EXISTS (
  SELECT FROM ride_copy
  WHERE ride_copy.ride_id = reservations.ride_id AND ride_copy.status IN ${TERMINAL_STATUSES_SQL} OFFSET 0)`;

/** SQL for a condition on a row of `reservations`: it is confirmed, and its ride is over. */
export const IS_SPENT = `reservations.state = 'CONFIRMED' AND ${RIDE_IS_OVER}`;

/**
 * SQL: the driver has a live reservation, which is tried, or confirmed until the copy holds the end of its ride. A
 * partial unique index allows at most one.
 */
export const isReserved = (driverId: string): string => `EXISTS (
  SELECT FROM reservations
  WHERE reservations.driver_id = ${driverId} AND reservations.state IN ('TRIED', 'CONFIRMED')
    AND NOT (${IS_SPENT}) OFFSET 0)`;

/**
 * SQL for a condition on a row of `driver_positions`: the driver says that they are available, and was heard lately.
 */
export const isWilling = (row: string, freeWithinMs: string): string =>
  `(${row}.available AND ${heardWithin(freeWithinMs, row)})`;

/** SQL: the driver is on a ride or reserved. A statement that has joined either passes its own condition. */
export const isBusy = (
  driverId: string,
  { onARide = isOnARide(driverId), reserved = isReserved(driverId) } = {},
): string => `(${onARide} OR ${reserved})`;

/** SQL for a condition on a row of `driver_positions`: the one rule of who is free. */
export const isFree = (row: string, freeWithinMs: string, busy = isBusy(`${row}.driver_id`)): string =>
  `(${isWilling(row, freeWithinMs)} AND NOT ${busy})`;

/** The cell of a driver whom searches by place do not find. */
export const NOWHERE = -1;

/** SQL for a condition on a row of `driver_positions`: searches by place find the driver. */
export const isSomewhere = (row: string): string => `${row}.cell > ${NOWHERE}`;
