import { RefusalReason, type TryAssignmentResponse } from '@ride-hailing/contracts';
import type { AssignmentRow, TryAnswer, WantedAssignment } from './assignment';
import { otherContent } from './participant.errors';

/**
 * The answer to a repeated Try. A caller that named no driver gets the driver that the first Try found, even if another
 * one is nearer now.
 *
 * @throws InvalidInputProblem when the first Try named another ride or driver
 */
export function repeatedAnswer(known: AssignmentRow, wanted: WantedAssignment): TryAnswer {
  const { assignmentId } = wanted;
  if (known.rideId === null) return cancelled(assignmentId);
  const isSameDriver = wanted.driverId === undefined || wanted.driverId === known.driverId;
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
