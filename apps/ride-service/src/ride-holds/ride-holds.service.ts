import { Injectable } from '@nestjs/common';
import { ACTIVE_RIDE_STATUSES, RefusalReason } from '@ride-hailing/contracts';
import { OutboxRelay } from '@ride-hailing/outbox';
import { Database } from '@ride-hailing/service-kit';
import { type EntityManager, In } from 'typeorm';
import { changeRide, lockRide } from '../rides/change-ride';
import { Ride } from '../rides/ride.entity';
import { rideNotFound } from '../rides/rides.errors';
import { type Refusal, repeatedAnswer, type TryAnswer, type WantedHold } from './hold-answer';
import { isHeld } from './is-held';
import { type HoldState, RideHold } from './ride-hold.entity';
import { cancelledBefore, confirmedBefore, neverAgreed } from './ride-holds.errors';

/** Any number that no other lock of this database uses. */
const LOCK_OF_ASSIGNMENTS = 7_061;
const LOCK = 'SELECT pg_advisory_xact_lock($1, hashtext($2))';

const HOLD = `INSERT INTO ride_holds (assignment_id, state, ride_id, driver_id) VALUES ($1, 'TRIED', $2, $3)
              ON CONFLICT (driver_id) WHERE state = 'TRIED' DO NOTHING RETURNING assignment_id`;

/**
 * Ride Service's part in assignments. Every phase leaves its mark in the transaction of its effect, so that it may
 * come again, late and out of order. A hold ends by Confirm or Cancel alone, never by time.
 */
@Injectable()
export class RideHolds {
  constructor(
    private readonly database: Database,
    private readonly relay: OutboxRelay,
  ) {}

  /** @throws InvalidInputProblem when the assignment was tried before for another ride or driver */
  try(wanted: WantedHold): Promise<TryAnswer> {
    return this.inTurn(wanted.assignmentId, async (manager, known) => {
      if (known) return repeatedAnswer(known, wanted);
      const refusal = (await rideRefusal(manager, wanted)) ?? (await hold(manager, wanted));
      if (!refusal) return { agreed: true, driverId: wanted.driverId };
      const { reason: refusalReason, detail: refusalDetail } = refusal;
      await manager.upsert(RideHold, { ...wanted, state: 'REFUSED', refusalReason, refusalDetail }, [
        'assignmentId',
      ]);
      return { agreed: false, ...refusal };
    });
  }

  /**
   * Gives the ride to the driver. After an agreed Try only weather stops it: the held ride is still REQUESTED, since
   * every other change is refused, and the driver is on no other ride, since that would take another hold.
   *
   * @throws ConflictProblem unless a Try agreed and no Cancel came before
   */
  async confirm(assignmentId: string): Promise<void> {
    await this.inTurn(assignmentId, async (manager, known) => {
      if (known?.state === 'CONFIRMED') return;
      if (known?.state === 'CANCELLED') throw cancelledBefore(assignmentId);
      if (known?.state !== 'TRIED' || !known.rideId || !known.driverId) throw neverAgreed(assignmentId);
      const ride = await lockRide(manager, known.rideId);
      if (!ride) throw rideNotFound(known.rideId);
      await end(manager, assignmentId, 'CONFIRMED');
      await changeRide(manager, ride, { type: 'assign', driverId: known.driverId });
    });
    this.relay.nudge();
  }

  /** @throws ConflictProblem when it was confirmed before */
  async cancel(assignmentId: string): Promise<void> {
    await this.inTurn(assignmentId, async (manager, known) => {
      if (known?.state === 'CANCELLED') return;
      if (known?.state === 'CONFIRMED') throw confirmedBefore(assignmentId);
      if (known) await end(manager, assignmentId, 'CANCELLED');
      else await manager.insert(RideHold, { assignmentId, state: 'CANCELLED' });
    });
  }

  /** One phase of an assignment at a time, in one transaction. */
  private inTurn<T>(
    assignmentId: string,
    work: (manager: EntityManager, known: RideHold | null) => Promise<T>,
  ): Promise<T> {
    return this.database.dataSource.transaction(async (manager) => {
      await manager.query(LOCK, [LOCK_OF_ASSIGNMENTS, assignmentId]);
      return work(manager, await manager.findOneBy(RideHold, { assignmentId }));
    });
  }
}

/** Why the ride cannot be held. Otherwise nobody else can change or hold it to the end of the transaction. */
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
 * First takes the driver's only hold, then looks for the driver's rides. The other way round, another hold of the
 * driver could be confirmed in between: the driver would be on a ride, and this Confirm would fail.
 */
async function hold(manager: EntityManager, wanted: WantedHold): Promise<Refusal | undefined> {
  const { assignmentId, rideId, driverId } = wanted;
  const reason = RefusalReason.DRIVER_NOT_FREE;
  const held = await manager.query<unknown[]>(HOLD, [assignmentId, rideId, driverId]);
  if (held.length === 0) return { reason, detail: `Driver ${driverId} is being assigned to another ride.` };
  const isBusy = await manager.existsBy(Ride, { driverId, status: In([...ACTIVE_RIDE_STATUSES]) });
  return isBusy ? { reason, detail: `Driver ${driverId} is on another ride.` } : undefined;
}

const end = (manager: EntityManager, assignmentId: string, state: HoldState): Promise<unknown> =>
  manager.update(RideHold, { assignmentId }, { state, changedAt: () => 'clock_timestamp()' });
