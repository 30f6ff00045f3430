/** The ride is over, as far as the copy knows. */
const RIDE_IS_OVER = `EXISTS (
  SELECT FROM ride_copy
  WHERE ride_copy.ride_id = reservations.ride_id AND ride_copy.status IN ('COMPLETED', 'CANCELLED') OFFSET 0)`;

/** SQL: a confirmed reservation that has served its purpose. */
export const IS_SPENT = `reservations.state = 'CONFIRMED' AND ${RIDE_IS_OVER}`;

/**
 * SQL for a subquery of the reservation that keeps a driver from others: tried, or confirmed until the copy holds
 * the end of its ride. At most one row, by a partial unique index.
 */
export const liveReservationOf = (driverId: string): string => `
  SELECT FROM reservations
  WHERE reservations.driver_id = ${driverId} AND reservations.state IN ('TRIED', 'CONFIRMED')
    AND NOT (${IS_SPENT}) OFFSET 0`;
