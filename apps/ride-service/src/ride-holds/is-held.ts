import { type EntityManager } from 'typeorm';
import { RideHold } from './ride-hold.entity';

/** Whether an assignment holds the ride. True stays true while the caller has the ride's row lock and Confirm waits. */
export const isHeld = (manager: EntityManager, rideId: string): Promise<boolean> =>
  manager.existsBy(RideHold, { rideId, state: 'TRIED' });
