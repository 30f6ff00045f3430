import { ACTIVE_RIDE_STATUSES, isActive, type RideStatus } from '@ride-hailing/contracts';
import { ForbiddenProblem, type Identity } from '@ride-hailing/service-kit';
import { type FindOptionsWhere, In } from 'typeorm';
import type { Ride } from './ride.entity';
import { rideNotFound } from './rides.errors';

type Owned = Pick<Ride, 'id' | 'riderId' | 'driverId' | 'status'>;

/**
 * Whether the driver is on the ride now. Only then may the driver, or another service for the driver, see the rider's
 * data.
 */
export const isOnNow = (
  driverId: string,
  ride: { readonly driverId: string | null; readonly status: RideStatus },
): boolean => ride.driverId === driverId && isActive(ride.status);

/** @throws NotFoundProblem for a ride that the caller may not see, as for one that does not exist */
export function checkSees({ role, sub }: Identity, ride: Owned): void {
  const sees = {
    rider: ride.riderId === sub,
    driver: isOnNow(sub, ride),
    dispatcher: true,
  };
  if (!sees[role]) throw rideNotFound(ride.id);
}

/** Whose rides the caller may change. */
export function ownedBy({ role, sub }: Identity): Partial<Pick<Ride, 'riderId' | 'driverId'>> {
  const owners = { rider: { riderId: sub }, driver: { driverId: sub }, dispatcher: {} };
  return owners[role];
}

/**
 * Unlike {@link checkSees} it lets a driver through whose ride has ended: a repeated command is answered with the
 * conflict.
 *
 * @throws NotFoundProblem for a ride that the caller may not change
 */
export function checkChanges(caller: Identity, ride: Owned): void {
  const { riderId = ride.riderId, driverId = ride.driverId } = ownedBy(caller);
  if (riderId !== ride.riderId || driverId !== ride.driverId) throw rideNotFound(ride.id);
}

/** @throws ForbiddenProblem when a rider requests a ride for another rider */
export function checkRequestsFor({ role, sub }: Identity, riderId: string): void {
  if (role === 'rider' && riderId !== sub) throw new ForbiddenProblem('A rider may ask for own rides alone.');
}

/** The condition for the rides that the caller may see in a list; filters are added with AND. */
export const visibleRides = ({ role, sub }: Identity): FindOptionsWhere<Ride> => {
  const visible = {
    rider: { riderId: sub },
    driver: { driverId: sub, status: In([...ACTIVE_RIDE_STATUSES]) },
    dispatcher: {},
  };
  return visible[role];
};
