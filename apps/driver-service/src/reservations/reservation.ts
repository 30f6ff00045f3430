import type { RefusalReason } from '@ride-hailing/contracts';
import type { EntityManager } from 'typeorm';

export type ReservationState = 'TRIED' | 'CONFIRMED' | 'RELEASED' | 'CANCELLED' | 'REFUSED';

/** What this service knows of an assignment. */
export interface Reservation {
  readonly state: ReservationState;
  /** Null where Cancel came without a Try. */
  readonly rideId: string | null;
  /** Null as well where no driver was named and none was free. */
  readonly driverId: string | null;
  readonly refusalReason: RefusalReason | null;
  readonly refusalDetail: string | null;
}

/** Any number that no other lock of this database uses. */
const LOCK_OF_ASSIGNMENTS = 7_061;
const LOCK = 'SELECT pg_advisory_xact_lock($1, hashtext($2))';

const FIND = `
  SELECT state, ride_id AS "rideId", driver_id AS "driverId", refusal_reason AS "refusalReason",
         refusal_detail AS "refusalDetail"
  FROM reservations WHERE assignment_id = $1`;

/** To the end of the transaction no other phase of the assignment runs. Undefined when none has come yet. */
export async function lockAssignment(
  manager: EntityManager,
  assignmentId: string,
): Promise<Reservation | undefined> {
  await manager.query(LOCK, [LOCK_OF_ASSIGNMENTS, assignmentId]);
  const [known] = await manager.query<Reservation[]>(FIND, [assignmentId]);
  return known;
}
