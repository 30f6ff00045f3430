import { type Point, RefusalReason, type TryAssignmentResponse } from '@ride-hailing/contracts';
import { type Reservation } from './reservation';
import { otherContent } from './reservations.errors';

export interface WantedReservation {
  readonly assignmentId: string;
  readonly rideId: string;
  /** A driver, or a place whose nearest free driver will do. */
  readonly driver: { readonly id: string } | { readonly near: Point };
}

export interface Refusal {
  readonly reason: RefusalReason;
  readonly detail: string;
}

export type TryAnswer =
  { readonly agreed: true; readonly driverId: string } | ({ readonly agreed: false } & Refusal);

/**
 * The answer to a Try that is not the first to tell of its assignment. Who asked for the nearest is told the driver
 * that was found then, wherever drivers are now.
 *
 * @throws InvalidInputProblem when the first named another ride or driver
 */
export function repeatedAnswer(known: Reservation, wanted: WantedReservation): TryAnswer {
  const { assignmentId, driver } = wanted;
  if (known.rideId === null) return cancelled(assignmentId);
  const isSameDriver = !('id' in driver) || driver.id === known.driverId;
  if (known.rideId !== wanted.rideId || !isSameDriver) throw otherContent(assignmentId);
  if (known.state === 'REFUSED') {
    const { refusalReason: reason, refusalDetail } = known;
    return { agreed: false, reason: reason ?? RefusalReason.UNSPECIFIED, detail: refusalDetail ?? '' };
  }
  if (known.state === 'CANCELLED' || known.driverId === null) return cancelled(assignmentId);
  return { agreed: true, driverId: known.driverId };
}

const cancelled = (assignmentId: string): TryAnswer => ({
  agreed: false,
  reason: RefusalReason.ASSIGNMENT_CANCELLED,
  detail: `Assignment ${assignmentId} was cancelled before.`,
});

export const toResponse = (answer: TryAnswer): TryAssignmentResponse => ({
  result: answer.agreed
    ? { $case: 'agreed', value: { driverId: answer.driverId } }
    : { $case: 'refused', value: { reason: answer.reason, detail: answer.detail } },
});
