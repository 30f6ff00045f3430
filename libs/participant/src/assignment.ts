import type { RefusalReason } from '@ride-hailing/contracts';

/**
 * - `TRIED`: set aside for the assignment, until Confirm or Cancel comes.
 * - `CONFIRMED`: given to the assignment.
 * - `RELEASED`: was confirmed, and is free again. Participants that set nothing aside after Confirm do without it.
 * - `CANCELLED`, `REFUSED`: marks. The same Try gets the same answer, and a Try that comes after Cancel finds it.
 */
export const ASSIGNMENT_STATES = ['TRIED', 'CONFIRMED', 'RELEASED', 'CANCELLED', 'REFUSED'] as const;
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];

/** What a participant knows of an assignment: one row of its table. */
export interface AssignmentRow {
  readonly state: AssignmentState;
  /** Null where Cancel came without a Try. */
  readonly rideId: string | null;
  /** Null as well where no driver was named and none was free. */
  readonly driverId: string | null;
  readonly refusalReason: RefusalReason | null;
  readonly refusalDetail: string | null;
}

/** What a Try asks for. */
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
