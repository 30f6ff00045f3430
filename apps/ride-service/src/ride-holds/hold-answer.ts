import { RefusalReason, type TryAssignmentResponse } from '@ride-hailing/contracts';
import { type RideHold } from './ride-hold.entity';
import { otherContent } from './ride-holds.errors';

export interface WantedHold {
  readonly assignmentId: string;
  readonly rideId: string;
  readonly driverId: string;
}

export interface Refusal {
  readonly reason: RefusalReason;
  readonly detail: string;
}

export type TryAnswer =
  { readonly agreed: true; readonly driverId: string } | ({ readonly agreed: false } & Refusal);

/** The answer to a Try that is not the first to tell of its assignment. @throws InvalidInputProblem */
export function repeatedAnswer(known: RideHold, wanted: WantedHold): TryAnswer {
  const { rideId, driverId } = known;
  if (rideId === null || driverId === null) return cancelled(wanted.assignmentId);
  if (rideId !== wanted.rideId || driverId !== wanted.driverId) throw otherContent(wanted.assignmentId);
  if (known.state === 'CANCELLED') return cancelled(wanted.assignmentId);
  if (known.state !== 'REFUSED') return { agreed: true, driverId };
  const reason = known.refusalReason ?? RefusalReason.UNSPECIFIED;
  return { agreed: false, reason, detail: known.refusalDetail ?? '' };
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
