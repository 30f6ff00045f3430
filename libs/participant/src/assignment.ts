import type { RefusalReason } from '@ride-hailing/contracts';

/**
 * - `TRIED`: reserved for the assignment until Confirm or Cancel.
 * - `CONFIRMED`: given to the assignment.
 * - `RELEASED`: was confirmed, and is free again. Participants that reserve nothing after Confirm do not use it.
 * - `CANCELLED`, `REFUSED`: reserve nothing. They are kept so that a repeated Try gets the same answer, and a Try after
 *   Cancel is refused.
 */
export const ASSIGNMENT_STATES = ['TRIED', 'CONFIRMED', 'RELEASED', 'CANCELLED', 'REFUSED'] as const;
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];

/** One row of a participant's table of assignments. */
export interface AssignmentRow {
  readonly state: AssignmentState;
  /** Null if Cancel came without a Try. */
  readonly rideId: string | null;
  /** Null if Cancel came without a Try, or if no driver was named and none was free. */
  readonly driverId: string | null;
  readonly refusalReason: RefusalReason | null;
  readonly refusalDetail: string | null;
}

/** The request of a Try. */
export interface WantedAssignment {
  readonly assignmentId: string;
  readonly rideId: string;
  /** Undefined when any driver will do. */
  readonly driverId?: string | undefined;
}

export interface Refusal {
  readonly reason: RefusalReason;
  readonly detail: string;
}

export type TryAnswer =
  { readonly agreed: true; readonly driverId: string } | ({ readonly agreed: false } & Refusal);
