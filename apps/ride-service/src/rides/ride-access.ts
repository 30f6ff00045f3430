import { ACTIVE_RIDE_STATUSES, isActive, type RideStatus } from '@ride-hailing/contracts';
import { ForbiddenProblem, type Identity } from '@ride-hailing/service-kit';
import { type FindOptionsWhere, In } from 'typeorm';
import type { Ride } from './ride.entity';
import { rideNotFound } from './rides.errors';

type Owned = Pick<Ride, 'id' | 'riderId' | 'driverId' | 'status'>;

/**
 * Whether the driver is on the ride now. Only then may the driver, or anyone on the driver's behalf, see the rider: a
 * ride that has ended or has gone to another driver is no longer this driver's business.
 */
export const isOnNow = (
  driverId: string,
  ride: { readonly driverId: string | null; readonly status: RideStatus },
): boolean => ride.driverId === driverId && isActive(ride.status);

/** A ride that the caller may not see is as one that is not there. @throws NotFoundProblem */
export function checkSees({ role, sub }: Identity, ride: Owned): void {
  const sees = {
    rider: ride.riderId === sub,
    driver: isOnNow(sub, ride),
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
    driver: { driverId: sub, status: In([...ACTIVE_RIDE_STATUSES]) },
    dispatcher: {},
  };
  return seen[role];
};
