import type { RideStatus } from '@ride-hailing/contracts';
import { DomainError, UnavailableProblem } from '@ride-hailing/service-kit';
import type { Assignment, Refusal } from './assignment-record';

/** The request is well formed but cannot mean what it says. */
class UnprocessableProblem extends DomainError {
  readonly status = 422;
  readonly title = 'Unprocessable content';
}

export const keyUsedOtherwise = () =>
  new UnprocessableProblem('This Idempotency-Key was used before, for another ride or driver.');

/** Ride Service would not show the ride; the caller hears what it said. */
export class RideNotShownProblem extends DomainError {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** A participant said no. */
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

/** A participant could not be asked. */
export class AssignmentNotPossibleProblem extends UnavailableProblem {
  constructor(
    detail: string,
    override readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
  }
}

/** Said before anybody is asked: no assignment was begun, and no driver was set aside. */
export const rideNotRequested = (status: RideStatus): AssignmentRefusedProblem => {
  const reason: Refusal = 'ride-not-requested';
  const detail = `Only a ride that is REQUESTED can be given a driver; this one is ${status}.`;
  return new AssignmentRefusedProblem(409, detail, { reason, steps: [] });
};

/** The log failed in the middle: what it holds may be more than was heard, and recovery finishes it. */
export class AssignmentInterruptedError extends Error {
  override readonly name = 'AssignmentInterruptedError';

  constructor(
    /** As it was last known here. */
    readonly assignment: Assignment,
    cause: unknown,
  ) {
    super(`assignment ${assignment.id} was interrupted when it was ${assignment.state}`, { cause });
  }
}
