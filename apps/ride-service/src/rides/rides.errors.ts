import {
  ConflictProblem,
  DomainError,
  NotFoundProblem,
  PreconditionFailedProblem,
} from '@ride-hailing/service-kit';

/** HTTP 422: the request is well formed but contradicts an earlier one. */
class UnprocessableProblem extends DomainError {
  readonly status = 422;
  readonly title = 'Unprocessable content';
}

export const rideNotFound = (id: string) => new NotFoundProblem(`There is no ride ${id}.`);

export const driverIsBusy = (driverId: string | null, cause: unknown) =>
  new ConflictProblem(`Driver ${driverId} is on another ride.`, undefined, { cause });

export const rideIsHeld = (id: string) =>
  new ConflictProblem(`The ride ${id} is being assigned to a driver. Ask again in a moment.`);

export const versionDiffers = (present: number) =>
  new PreconditionFailedProblem(`The ride is in version ${present}, which is not the one named by If-Match.`);

export const keyUsedOtherwise = () =>
  new UnprocessableProblem('This Idempotency-Key was used before, with another request.');
