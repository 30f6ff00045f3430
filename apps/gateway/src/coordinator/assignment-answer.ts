import { type Assignment, type CancelReason, waitsFor } from './assignment-record';
import type { AssignmentDto } from './assignment.dto';
import { AssignmentNotPossibleProblem, AssignmentRefusedProblem } from './coordinator.errors';

export function toDto(assignment: Assignment): AssignmentDto {
  const { id, rideId, driverId, state, reason, detail, steps, createdAt, decidedAt, endedAt } = assignment;
  const waiting = waitsFor(assignment);
  return {
    ...{ id, rideId, driverId, state, reason, detail, steps: [...steps] },
    ...(waiting.length > 0 && { waitsFor: waiting }),
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

const NOT_FOUND: ReadonlySet<CancelReason> = new Set(['ride-not-found', 'driver-unknown']);
const NOT_POSSIBLE: ReadonlySet<CancelReason> = new Set(['no-answer', 'abandoned']);

/**
 * The HTTP status of an assignment: 200 when it is confirmed, 202 when it has not ended.
 * @throws DomainError when it is cancelled: 404 or 409 when a participant refused, 503 when one did not answer
 */
export function statusOf(assignment: Assignment): 200 | 202 {
  if (assignment.state === 'CONFIRMED') return 200;
  if (assignment.state === 'CONFIRMING' || assignment.state === 'TRYING') return 202;
  const { reason, detail } = assignment;
  const why = detail ?? 'The assignment was cancelled.';
  const members = { assignment: assignment.id, reason, steps: assignment.steps };
  if (reason === null || NOT_POSSIBLE.has(reason)) throw new AssignmentNotPossibleProblem(why, members);
  throw new AssignmentRefusedProblem(NOT_FOUND.has(reason) ? 404 : 409, why, members);
}
