/** Injection token: a driver who has been silent for so many milliseconds is not free. */
export const FREE_WITHIN_MS = Symbol('FREE_WITHIN_MS');

/**
 * SQL for a condition on `driver_positions`: the driver was heard of within the last milliseconds. Everything that
 * depends on it asks this one clock, the database's, which is also the one that `heard_at` was written by.
 */
export const heardWithin = (ms: string): string =>
  `heard_at > statement_timestamp() - ${ms} * interval '1 ms'`;
