import { enqueue } from '@ride-hailing/outbox';
import { ConflictProblem } from '@ride-hailing/service-kit';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { rideChanged } from './ride-changed.event';
import { RideHold } from './ride-hold.entity';
import { type RideCommand, type RideState, transition } from './transition';
import { Ride } from './ride.entity';
import { driverIsBusy, rideNotFound } from './rides.errors';

const ONE_ACTIVE_PER_DRIVER = 'rides_one_active_per_driver';

/** Locks the ride's row: to the end of the transaction no other transaction changes the ride or begins to hold it. */
export const lockRide = (manager: EntityManager, id: string): Promise<Ride | null> =>
  manager.findOne(Ride, { where: { id }, lock: { mode: 'pessimistic_write' } });

/** Whether an assignment holds the ride. With the ride's row lock no hold can begin or be confirmed after this check. */
export const isHeld = (manager: EntityManager, rideId: string): Promise<boolean> =>
  manager.existsBy(RideHold, { rideId, state: 'TRIED' });

/**
 * Changes a ride that {@link lockRide} returned, and enqueues its event. The row lock comes first and the event last, so
 * events are committed in the order of versions.
 *
 * @throws ConflictProblem when the state does not allow the command, or the driver is on another ride
 */
export async function changeRide(manager: EntityManager, ride: Ride, command: RideCommand): Promise<Ride> {
  const next = transition(ride, command);
  if (!next.allowed) throw new ConflictProblem(next.reason);
  const changed = await update(manager, ride, next.state);
  await enqueue(manager, rideChanged(changed));
  return changed;
}

async function update(manager: EntityManager, ride: Ride, { status, driverId }: RideState): Promise<Ride> {
  try {
    const result = await manager
      .createQueryBuilder()
      .update(Ride)
      // Not now(), the start of the transaction, which may have waited for the lock.
      .set({ status, driverId, version: () => 'version + 1', changedAt: () => 'clock_timestamp()' })
      .where({ id: ride.id })
      .returning(['version', 'changedAt'])
      .execute();
    const [issued] = result.raw as { version: number; changed_at: Date }[];
    if (!issued) throw rideNotFound(ride.id);
    return { ...ride, status, driverId, version: issued.version, changedAt: issued.changed_at };
  } catch (error) {
    if (isViolationOf(ONE_ACTIVE_PER_DRIVER, error)) throw driverIsBusy(driverId, error);
    throw error;
  }
}

const isViolationOf = (constraint: string, error: unknown): boolean =>
  error instanceof QueryFailedError && Reflect.get(error.driverError, 'constraint') === constraint;
