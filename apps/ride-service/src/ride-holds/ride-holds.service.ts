import { Injectable } from '@nestjs/common';
import { ACTIVE_RIDE_STATUSES, RefusalReason, type TryAssignmentRequest } from '@ride-hailing/contracts';
import { OutboxRelay } from '@ride-hailing/outbox';
import {
  AssignmentRows,
  checkTry,
  driverIdFaults,
  type Participant,
  type Refusal,
  type TryAnswer,
} from '@ride-hailing/participant';
import { Database } from '@ride-hailing/service-kit';
import { type EntityManager, In } from 'typeorm';
import { changeRide, isHeld, lockRide } from '../rides/change-ride';
import { Ride } from '../rides/ride.entity';
import { rideNotFound } from '../rides/rides.errors';
import { assignHeld, holdRequested, type WantedHold } from './hold-statements';

const HOLD = `INSERT INTO ride_holds (assignment_id, state, ride_id, driver_id) VALUES ($1, 'TRIED', $2, $3)
              ON CONFLICT (driver_id) WHERE state = 'TRIED' DO NOTHING RETURNING assignment_id`;

/** Ride Service's part in assignments. A hold ends with Confirm or Cancel, and never expires. */
@Injectable()
export class RideHolds implements Participant<WantedHold> {
  constructor(
    private readonly rows: AssignmentRows,
    private readonly relay: OutboxRelay,
    private readonly database: Database,
  ) {}

  check(request: TryAssignmentRequest): WantedHold {
    const { driverId } = request;
    return { ...checkTry(request, driverIdFaults(driverId)), driverId };
  }

  try(wanted: WantedHold): Promise<TryAnswer> {
    const first = async (manager: EntityManager, isHeldNow: boolean): Promise<TryAnswer> => {
      const refusal = isHeldNow
        ? await driverRefusal(manager, wanted)
        : ((await rideRefusal(manager, wanted)) ?? (await hold(manager, wanted)));
      return refusal ? { agreed: false, ...refusal } : { agreed: true, driverId: wanted.driverId };
    };
    return this.rows.try(wanted, first, (manager) => holdRequested(manager, wanted));
  }

  /**
   * Gives the ride to the driver. After an agreed Try it fails only for an outage: the held ride is still REQUESTED,
   * since every other change is refused, and the driver is on no other ride, since that would need another hold.
   */
  async confirm(assignmentId: string): Promise<void> {
    const isDone = await assignHeld(this.database.pool, assignmentId);
    if (!isDone) {
      await this.rows.confirm(assignmentId, async (manager, { rideId, driverId }) => {
        const ride = await lockRide(manager, rideId);
        if (!ride) throw rideNotFound(rideId);
        await changeRide(manager, ride, { type: 'assign', driverId });
      });
    }
    this.relay.nudge();
  }

  cancel(assignmentId: string): Promise<void> {
    return this.rows.cancel(assignmentId);
  }
}

/** Why the ride cannot be held; undefined if it can. The ride stays locked to the end of the transaction. */
async function rideRefusal(manager: EntityManager, { rideId }: WantedHold): Promise<Refusal | undefined> {
  const ride = await lockRide(manager, rideId);
  if (!ride) return { reason: RefusalReason.RIDE_NOT_FOUND, detail: `There is no ride ${rideId}.` };
  if (ride.status !== 'REQUESTED') {
    const detail = `Ride ${rideId} is ${ride.status}: only a REQUESTED one can be assigned.`;
    return { reason: RefusalReason.RIDE_NOT_REQUESTED, detail };
  }
  if (!(await isHeld(manager, rideId))) return undefined;
  return { reason: RefusalReason.RIDE_HELD, detail: `Ride ${rideId} is being assigned already.` };
}

/**
 * Inserts the driver's only hold before it reads the driver's rides. In the other order another hold of the driver could
 * be confirmed in between: the driver would be on a ride, and this Confirm would fail.
 */
async function hold(manager: EntityManager, wanted: WantedHold): Promise<Refusal | undefined> {
  const { assignmentId, rideId, driverId } = wanted;
  const held = await manager.query<unknown[]>(HOLD, [assignmentId, rideId, driverId]);
  if (held.length > 0) return driverRefusal(manager, wanted);
  const detail = `Driver ${driverId} is being assigned to another ride.`;
  return { reason: RefusalReason.DRIVER_NOT_FREE, detail };
}

async function driverRefusal(manager: EntityManager, { driverId }: WantedHold): Promise<Refusal | undefined> {
  const isBusy = await manager.existsBy(Ride, { driverId, status: In([...ACTIVE_RIDE_STATUSES]) });
  if (!isBusy) return undefined;
  return { reason: RefusalReason.DRIVER_NOT_FREE, detail: `Driver ${driverId} is on another ride.` };
}
