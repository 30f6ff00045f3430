import { z } from 'zod';
import { RideStatus as WireStatus } from './generated/ride/v1/ride_details';

export const RIDE_STATUSES = ['REQUESTED', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;

export const rideStatusSchema = z.enum(RIDE_STATUSES);

export type RideStatus = z.infer<typeof rideStatusSchema>;

/** A driver is on a ride in one of these. */
export const ACTIVE_RIDE_STATUSES = ['ASSIGNED', 'IN_PROGRESS'] as const satisfies readonly RideStatus[];

/** No change follows one of these. */
export const TERMINAL_RIDE_STATUSES = ['COMPLETED', 'CANCELLED'] as const satisfies readonly RideStatus[];

export const rideStatusToWire = (status: RideStatus): WireStatus => WireStatus[status];

/** Undefined for a status that this version does not know. */
export const rideStatusFromWire = (status: WireStatus): RideStatus | undefined =>
  RIDE_STATUSES.find((known) => WireStatus[known] === status);
