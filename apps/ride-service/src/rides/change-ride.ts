import { enqueue } from '@ride-hailing/outbox';
import { type EntityManager, QueryFailedError } from 'typeorm';
import { rideChanged } from './ride-changed.event';
import { RideHold } from './ride-hold.entity';
import { type RideCommand, type RideState, transition } from './transition';
import { Ride } from './ride.entity';
import { driverIsBusy, illegalTransition, rideNotFound } from './rides.errors';

const ONE_ACTIVE_PER_DRIVER = 'rides_one_active_per_driver';

/** To the end of the transaction nobody else changes the ride, nor begins to hold it. */
export const lockRide = (manager: EntityManager, id: string): Promise<Ride | null> =>
  manager.findOne(Ride, { where: { id }, lock: { mode: 'pessimistic_write' } });

/** Whether an assignment holds the ride. True stays true while the caller has the ride's row lock and Confirm waits. */
export const isHeld = (manager: EntityManager, rideId: string): Promise<boolean> =>
  manager.existsBy(RideHold, { rideId, state: 'TRIED' });

/**
 * Changes a ride that {@link lockRide} gave. The row lock comes first and the event last, so that events are
 * committed in the order of versions.
 */
export async function changeRide(manager: EntityManager, ride: Ride, command: RideCommand): Promise<Ride> {
  const next = transition(ride, command);
  if (!next.allowed) throw illegalTransition(next.reason);
  const changed = await update(manager, ride, next.state);
  await enqueue(manager, rideChanged(changed));
  return changed;
}

async function update(manager: EntityManager, ride: Ride, { status, driverId }: RideState): Promise<Ride> {
  try {
    const result = await manager
      .createQueryBuilder()
      .update(Ride)
      // The statement's own clock: the transaction may have waited long for the lock.
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
