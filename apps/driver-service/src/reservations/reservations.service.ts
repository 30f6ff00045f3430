import { Inject, Injectable } from '@nestjs/common';
import { type Point, RefusalReason } from '@ride-hailing/contracts';
import { Bulkhead } from '@ride-hailing/remote-calls';
import { Database, UnavailableProblem } from '@ride-hailing/service-kit';
import type { EntityManager } from 'typeorm';
import { FREE_WITHIN_MS } from '../driver-positions/free-within';
import { type NearDriver, NearestDrivers } from '../driver-positions/nearest-drivers.service';
import { lockAssignment, type Reservation, type ReservationState } from './reservation';
import { cancelledBefore, confirmedBefore, neverAgreed } from './reservations.errors';
import { type Outcome, reserveDriver, whyNotFree } from './reserve-driver';
import { type Refusal, repeatedAnswer, type TryAnswer, type WantedReservation } from './try-answer';

/** Injection token: who is farther from the pickup, in metres, is not taken for the nearest driver. */
export const ASSIGN_WITHIN_M = Symbol('ASSIGN_WITHIN_M');

/** Drivers that one look gives: more than one, since others may be after the same. */
const CANDIDATES = 5;
/** A bound for callers without a deadline. Each look finds only drivers whom nobody had reserved before it. */
const MOST_LOOKS = 200;

/** A rush of Tries waits here and not for connections, which everything else needs as well. */
const TRIES_AT_ONCE = 4;
const MOST_WAITING = 1_000;
/** Whoever asks has a deadline well before. */
const WAIT_MS = 15_000;

/** Those who have gone are noticed at their turn, by `assertStillWanted`. */
const NEVER = new AbortController().signal;

const noDriverFree = (withinM: number): Refusal => ({
  reason: RefusalReason.NO_DRIVER_FREE,
  detail: `No driver is free within ${withinM / 1_000} km now.`,
});

const MARK = `
  INSERT INTO reservations (assignment_id, state, ride_id, driver_id, refusal_reason, refusal_detail)
  VALUES ($1, $2, $3, $4, $5, $6)`;
const END = 'UPDATE reservations SET state = $2, changed_at = clock_timestamp() WHERE assignment_id = $1';

/**
 * Driver Service's part in assignments. Every phase leaves its mark in the transaction of its effect, so that it may
 * come again, late and out of order. A reservation ends by Cancel, or by the end of its ride: never by time.
 */
@Injectable()
export class Reservations {
  private readonly turns = new Bulkhead({ maxConcurrent: TRIES_AT_ONCE, maxQueued: MOST_WAITING });

  constructor(
    private readonly database: Database,
    private readonly nearest: NearestDrivers,
    @Inject(FREE_WITHIN_MS) private readonly freeWithinMs: number,
    @Inject(ASSIGN_WITHIN_M) private readonly assignWithinM: number,
  ) {}

  /**
   * @param assertStillWanted is called when it is this Try's turn, and before each look for a driver; what it throws ends the Try without a mark
   * @throws InvalidInputProblem when the assignment was tried before for another ride or driver
   */
  try(wanted: WantedReservation, assertStillWanted: () => void): Promise<TryAnswer> {
    const work = (): Promise<TryAnswer> => {
      assertStillWanted();
      const { driver } = wanted;
      if ('near' in driver) return this.tryNearest(wanted, driver.near, assertStillWanted);
      return this.tryNamed(wanted, driver.id);
    };
    const tooMany = () => new UnavailableProblem('Too many assignments ask for drivers at once.');
    return this.turns.run(work, {
      waitMs: WAIT_MS,
      signal: NEVER,
      onFull: tooMany,
      onLate: tooMany,
      onCancelled: tooMany,
    });
  }

  /** @throws ConflictProblem unless a Try agreed and no Cancel came before */
  async confirm(assignmentId: string): Promise<void> {
    await this.inTurn(assignmentId, async (manager, known) => {
      if (known?.state === 'CONFIRMED' || known?.state === 'RELEASED') return;
      if (known?.state === 'CANCELLED') throw cancelledBefore(assignmentId);
      if (known?.state !== 'TRIED') throw neverAgreed(assignmentId);
      await end(manager, assignmentId, 'CONFIRMED');
    });
  }

  /** @throws ConflictProblem when it was confirmed before */
  async cancel(assignmentId: string): Promise<void> {
    await this.inTurn(assignmentId, async (manager, known) => {
      if (known?.state === 'CANCELLED') return;
      if (known?.state === 'CONFIRMED' || known?.state === 'RELEASED') throw confirmedBefore(assignmentId);
      if (known) await end(manager, assignmentId, 'CANCELLED');
      else await manager.query(MARK, [assignmentId, 'CANCELLED', null, null, null, null]);
    });
  }

  private tryNamed(wanted: WantedReservation, driverId: string): Promise<TryAnswer> {
    return this.firstOrAgain(wanted, async (manager) => {
      const outcome = await this.reserve(manager, wanted, driverId);
      if (outcome === 'reserved') return { agreed: true, driverId };
      return refuse(manager, wanted, await whyNotFree(manager, driverId, this.freeWithinMs));
    });
  }

  private async tryNearest(
    wanted: WantedReservation,
    near: Point,
    assertStillWanted: () => void,
  ): Promise<TryAnswer> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      assertStillWanted();
      const found = await this.nearest.find(near, CANDIDATES, {
        freeWithinMs: this.freeWithinMs,
        withinM: this.assignWithinM,
      });
      const answer = await this.firstOrAgain(wanted, (manager) => this.reserveFirst(manager, wanted, found));
      if (answer) return answer;
    }
    throw new UnavailableProblem('Others reserved every driver that was found.');
  }

  /** @returns undefined when others had all that were found: look again */
  private async reserveFirst(
    manager: EntityManager,
    wanted: WantedReservation,
    found: readonly NearDriver[],
  ): Promise<TryAnswer | undefined> {
    if (found.length === 0) return refuse(manager, wanted, noDriverFree(this.assignWithinM));
    for (const { driverId } of found) {
      const outcome = await this.reserve(manager, wanted, driverId);
      if (outcome === 'reserved') return { agreed: true, driverId };
      if (outcome === 'released') return undefined;
    }
    return undefined;
  }

  private reserve(
    manager: EntityManager,
    { assignmentId, rideId }: WantedReservation,
    driverId: string,
  ): Promise<Outcome> {
    return reserveDriver(manager, { assignmentId, rideId, driverId, freeWithinMs: this.freeWithinMs });
  }

  private firstOrAgain<T>(
    wanted: WantedReservation,
    first: (manager: EntityManager) => Promise<T>,
  ): Promise<T | TryAnswer> {
    return this.inTurn<T | TryAnswer>(wanted.assignmentId, async (manager, known) =>
      known ? repeatedAnswer(known, wanted) : first(manager),
    );
  }

  /** One phase of an assignment at a time, in one transaction. */
  private inTurn<T>(
    assignmentId: string,
    work: (manager: EntityManager, known: Reservation | undefined) => Promise<T>,
  ): Promise<T> {
    return this.database.dataSource.transaction(async (manager) =>
      work(manager, await lockAssignment(manager, assignmentId)),
    );
  }
}

async function refuse(
  manager: EntityManager,
  { assignmentId, rideId, driver }: WantedReservation,
  refusal: Refusal,
): Promise<TryAnswer> {
  const driverId = 'id' in driver ? driver.id : null;
  await manager.query(MARK, [assignmentId, 'REFUSED', rideId, driverId, refusal.reason, refusal.detail]);
  return { agreed: false, ...refusal };
}

const end = (manager: EntityManager, assignmentId: string, state: ReservationState): Promise<unknown> =>
  manager.query(END, [assignmentId, state]);
