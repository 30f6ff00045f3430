import { z } from 'zod';
import { RideStatus as WireStatus } from './generated/ride/v1/ride_details';

export const RIDE_STATUSES = ['REQUESTED', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;

export const rideStatusSchema = z.enum(RIDE_STATUSES);

export type RideStatus = z.infer<typeof rideStatusSchema>;

/** The statuses in which a driver is on the ride. */
export const ACTIVE_RIDE_STATUSES = ['ASSIGNED', 'IN_PROGRESS'] as const satisfies readonly RideStatus[];

/** The statuses after which nothing changes. */
export const TERMINAL_RIDE_STATUSES = ['COMPLETED', 'CANCELLED'] as const satisfies readonly RideStatus[];

export const isActive = (status: RideStatus): boolean =>
  (ACTIVE_RIDE_STATUSES as readonly RideStatus[]).includes(status);

const sqlList = (statuses: readonly RideStatus[]): string => `('${statuses.join("', '")}')`;

/**
 * The lists in SQL, for statements and for conditions of indexes: `status IN ${ACTIVE_STATUSES_SQL}`. They are literals
 * and not parameters, because a prepared statement uses an index of active rides alone only for literals.
 */
export const RIDE_STATUSES_SQL = sqlList(RIDE_STATUSES);
export const ACTIVE_STATUSES_SQL = sqlList(ACTIVE_RIDE_STATUSES);
export const TERMINAL_STATUSES_SQL = sqlList(TERMINAL_RIDE_STATUSES);

export const rideStatusToWire = (status: RideStatus): WireStatus => WireStatus[status];

/** Undefined for a status that this version does not know. */
export const rideStatusFromWire = (status: WireStatus): RideStatus | undefined =>
  RIDE_STATUSES.find((known) => WireStatus[known] === status);
