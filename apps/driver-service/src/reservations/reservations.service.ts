import { Inject, Injectable } from '@nestjs/common';
import { type Point, pointSchema, RefusalReason, type TryAssignmentRequest } from '@ride-hailing/contracts';
import {
  AssignmentRows,
  checkTry,
  driverIdFaults,
  type Participant,
  type TryAnswer,
  type WantedAssignment,
} from '@ride-hailing/participant';
import { Database, type FieldFault, UnavailableProblem } from '@ride-hailing/service-kit';
import { Bulkhead } from '@ride-hailing/timing';
import type { EntityManager } from 'typeorm';
import { FREE_WITHIN_MS } from '../who-is-free/who-is-free';
import { type NearDriver, NearestDriversQuery } from '../driver-positions/nearest-drivers.query';
import { type Outcome, reserveAtOnce, reserveDriver, whyNotFree } from './reserve-driver';

/** Injection token: the nearest driver is reserved only within this distance of the pickup, in metres. */
export const ASSIGN_WITHIN_M = Symbol('ASSIGN_WITHIN_M');

/** Drivers per search: more than one, since other Tries may reserve the same ones. */
const CANDIDATES = 5;
/** Bounds callers without a deadline. Each search finds only drivers who were not reserved before it. */
const MOST_SEARCHES = 200;

/** A rush of Tries queues here, and does not take the database connections that other work needs. */
const TRIES_AT_ONCE = 4;
const MOST_WAITING = 1_000;
/** Exceeds every caller's deadline. */
const WAIT_MS = 15_000;

/** The queue needs no signal: `assertStillWanted` notices at its turn that the caller is gone. */
const NEVER = new AbortController().signal;

/** Names a driver, or a place whose nearest free driver is wanted. */
type WantedReservation = WantedAssignment &
  ({ readonly driverId: string } | { readonly driverId?: undefined; readonly near: Point });

/** Driver Service's part in assignments. A reservation ends with Cancel or with the end of its ride, never by time. */
@Injectable()
export class Reservations implements Participant<WantedReservation> {
  private readonly turns = new Bulkhead({ maxConcurrent: TRIES_AT_ONCE, maxQueued: MOST_WAITING });

  constructor(
    private readonly rows: AssignmentRows,
    private readonly nearest: NearestDriversQuery,
    private readonly database: Database,
    @Inject(FREE_WITHIN_MS) private readonly freeWithinMs: number,
    @Inject(ASSIGN_WITHIN_M) private readonly assignWithinM: number,
  ) {}

  /** Ignores `near` when a driver is named. */
  check(request: TryAssignmentRequest): WantedReservation {
    const { driverId, near } = request;
    const ids = checkTry(request, driverId === '' ? placeFaults(near) : driverIdFaults(driverId));
    return driverId === '' && near ? { ...ids, near } : { ...ids, driverId };
  }

  /** An error of `assertStillWanted` ends the Try without a row. */
  try(wanted: WantedReservation, assertStillWanted: () => void): Promise<TryAnswer> {
    const work = (): Promise<TryAnswer> => {
      assertStillWanted();
      if (wanted.driverId === undefined) return this.tryNearest(wanted, wanted.near, assertStillWanted);
      return this.tryNamed(wanted, wanted.driverId);
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

  confirm(assignmentId: string): Promise<void> {
    return this.rows.confirm(assignmentId);
  }

  cancel(assignmentId: string): Promise<void> {
    return this.rows.cancel(assignmentId);
  }

  private async tryNamed(wanted: WantedReservation, driverId: string): Promise<TryAnswer> {
    if (await this.reserveAtOnce(wanted, driverId)) return { agreed: true, driverId };
    return this.rows.try(wanted, async (manager): Promise<TryAnswer> => {
      const outcome = await this.reserve(manager, wanted, driverId);
      if (outcome === 'reserved') return { agreed: true, driverId };
      return { agreed: false, ...(await whyNotFree(manager, driverId, this.freeWithinMs)) };
    });
  }

  private async tryNearest(
    wanted: WantedReservation,
    near: Point,
    assertStillWanted: () => void,
  ): Promise<TryAnswer> {
    for (let search = 0; search < MOST_SEARCHES; search += 1) {
      assertStillWanted();
      const found = await this.nearest.find(near, CANDIDATES, {
        freeWithinMs: this.freeWithinMs,
        withinM: this.assignWithinM,
      });
      const [nearest] = found;
      if (nearest && (await this.reserveAtOnce(wanted, nearest.driverId)))
        return { agreed: true, driverId: nearest.driverId };
      const answer = await this.rows.try(wanted, (manager) => this.reserveFirst(manager, wanted, found));
      if (answer) return answer;
    }
    throw new UnavailableProblem('Others reserved every driver that was found.');
  }

  /** @returns undefined when others had reserved all drivers that were found: search again */
  private async reserveFirst(
    manager: EntityManager,
    wanted: WantedReservation,
    found: readonly NearDriver[],
  ): Promise<TryAnswer | undefined> {
    if (found.length === 0) {
      const detail = `No driver is free within ${this.assignWithinM / 1_000} km now.`;
      return { agreed: false, reason: RefusalReason.NO_DRIVER_FREE, detail };
    }
    for (const { driverId } of found) {
      const outcome = await this.reserve(manager, wanted, driverId);
      if (outcome === 'reserved') return { agreed: true, driverId };
      if (outcome === 'released') return undefined;
    }
    return undefined;
  }

  private reserveAtOnce({ assignmentId, rideId }: WantedReservation, driverId: string): Promise<boolean> {
    const { freeWithinMs } = this;
    return reserveAtOnce(this.database.pool, { assignmentId, rideId, driverId, freeWithinMs });
  }

  private reserve(
    manager: EntityManager,
    { assignmentId, rideId }: WantedReservation,
    driverId: string,
  ): Promise<Outcome> {
    return reserveDriver(manager, { assignmentId, rideId, driverId, freeWithinMs: this.freeWithinMs });
  }
}

function placeFaults(near: Point | undefined): FieldFault[] {
  if (!near) return [{ field: 'near', message: 'is missing, and so is driver_id' }];
  const { error } = pointSchema.safeParse(near);
  return (error?.issues ?? []).map(({ path, message }) => ({ field: ['near', ...path].join('.'), message }));
}
