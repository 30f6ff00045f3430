import { ForbiddenProblem, type Identity } from '@ride-hailing/service-kit';
import { type FindOptionsWhere, In } from 'typeorm';
import type { Ride } from './ride.entity';
import { rideNotFound } from './rides.errors';

/** Those that a driver is on now: what was before is no longer that driver's business. */
const ACTIVE = ['ASSIGNED', 'IN_PROGRESS'] as const;

type Owned = Pick<Ride, 'id' | 'riderId' | 'driverId' | 'status'>;

const isActive = ({ status }: Owned): boolean => ACTIVE.some((active) => active === status);

/** A ride that the caller may not see is as one that is not there. @throws NotFoundProblem */
export function checkSees({ role, sub }: Identity, ride: Owned): void {
  const sees = {
    rider: ride.riderId === sub,
    driver: ride.driverId === sub && isActive(ride),
    dispatcher: true,
  };
  if (!sees[role]) throw rideNotFound(ride.id);
}

/** Also a ride that has just ended: who repeats a command shall hear that, and not that there is no ride. */
export function checkChanges({ role, sub }: Identity, ride: Owned): void {
  const changes = { rider: ride.riderId === sub, driver: ride.driverId === sub, dispatcher: true };
  if (!changes[role]) throw rideNotFound(ride.id);
}

/** @throws ForbiddenProblem when a rider asks for a ride in another's name */
export function checkAsksFor({ role, sub }: Identity, riderId: string): void {
  if (role === 'rider' && riderId !== sub) throw new ForbiddenProblem('A rider may ask for own rides alone.');
}

/** Which rides of a list the caller sees; further conditions are joined to these. */
export const seenRides = ({ role, sub }: Identity): FindOptionsWhere<Ride> => {
  const seen = {
    rider: { riderId: sub },
    driver: { driverId: sub, status: In([...ACTIVE]) },
    dispatcher: {},
  };
  return seen[role];
};
