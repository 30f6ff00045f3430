import { DomainError, UnavailableProblem } from '@ride-hailing/service-kit';

/** The request is well formed but cannot mean what it says. */
export class UnprocessableProblem extends DomainError {
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
