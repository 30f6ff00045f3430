/**
 * SQL for a subquery of the ride that a driver is on: at most one row of `ride_copy`.
 *
 * The owner lets a driver be on one active ride only, but events of different rides have no order: for a moment
 * the copy may hold the end of one ride later than the start of the next. The ride that changed last is then the
 * one that the driver is on, since the other's last change that we know came before its end. This compares the
 * owner's one clock across rides, where versions say nothing; within a ride only the version decides.
 */
export const currentRideOf = (driverId: string): string => `
  SELECT * FROM ride_copy
  WHERE ride_copy.driver_id = ${driverId} AND ride_copy.status IN ('ASSIGNED', 'IN_PROGRESS')
  ORDER BY changed_at DESC, ride_id DESC LIMIT 1`;

/** SQL for a subquery of the rides, past ones too, that the copy has of a driver. `OFFSET 0`: by the index. */
export const ridesOf = (driverId: string): string =>
  `SELECT FROM ride_copy WHERE ride_copy.driver_id = ${driverId} OFFSET 0`;
