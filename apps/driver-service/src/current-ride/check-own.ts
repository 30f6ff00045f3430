import { ForbiddenProblem, identity } from '@ride-hailing/service-kit';

/**
 * Whether a driver is known is no secret to another, so this says what it is: forbidden, not missing.
 * @throws ForbiddenProblem when a driver asks about another one
 */
export function checkOwn(driverId: string): void {
  const { role, sub } = identity();
  if (role === 'driver' && sub !== driverId) {
    throw new ForbiddenProblem('A driver may ask about this driver alone: the one of the token.');
  }
}
