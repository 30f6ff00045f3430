import type { RideStatus } from '@ride-hailing/contracts';
import { DomainError, UnavailableProblem } from '@ride-hailing/service-kit';
import type { Assignment, Refusal } from './assignment-record';

class UnprocessableProblem extends DomainError {
  readonly status = 422;
  readonly title = 'Unprocessable content';
}

export const keyUsedOtherwise = () =>
  new UnprocessableProblem('This Idempotency-Key was used before, for another ride or driver.');

/** Ride Service did not show the ride; the caller gets its status, title and detail. */
export class RideNotShownProblem extends DomainError {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** A participant refused. */
export class AssignmentRefusedProblem extends DomainError {
  readonly title: string;

  constructor(
    readonly status: 404 | 409,
    detail: string,
    override readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
    this.title = status === 404 ? 'Not found' : 'Conflict';
  }
}

/** A participant did not answer. */
export class AssignmentNotPossibleProblem extends UnavailableProblem {
  constructor(
    detail: string,
    override readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
  }
}

/** Thrown before any Try: no assignment was begun, and no driver reserved. */
export const rideNotRequested = (status: RideStatus): AssignmentRefusedProblem => {
  const reason: Refusal = 'ride-not-requested';
  const detail = `Only a ride that is REQUESTED can be given a driver; this one is ${status}.`;
  return new AssignmentRefusedProblem(409, detail, { reason, steps: [] });
};

/** The log failed during an assignment. It may hold more than its replies said, and recovery finishes the assignment. */
export class AssignmentInterruptedError extends Error {
  override readonly name = 'AssignmentInterruptedError';

  constructor(
    /** The last known row. */
    readonly assignment: Assignment,
    cause: unknown,
  ) {
    super(`assignment ${assignment.id} was interrupted when it was ${assignment.state}`, { cause });
  }
}
