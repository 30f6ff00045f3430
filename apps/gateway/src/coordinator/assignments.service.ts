import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { RideStatus } from '@ride-hailing/contracts';
import { isDatabaseUnavailable, UnavailableProblem } from '@ride-hailing/service-kit';
import { Bulkhead, pause, within } from '@ride-hailing/timing';
import { type Assignment, type AssignmentOrder, hasEnded, isDecided } from './assignment-record';
import type { AssignmentLog } from './assignment-log.port';
import type { Coordinator } from './coordinator';
import { AssignmentInterruptedError, rideNotRequested } from './coordinator.errors';
import type { RideLookClient } from './ride-look.client';

const LOOK_EVERY_MS = 50;
const MOST_WAITING = 1_000;

export interface AssignmentsOptions {
  /** How many are carried out at once; the others wait for their turn. */
  readonly assignmentsAtOnce: number;
  /** How long one may wait for its turn. */
  readonly assignmentQueueMs: number;
  /** How long an answer waits for phase two to end. */
  readonly phaseTwoWaitMs: number;
}

export type Wish = Omit<AssignmentOrder, 'near'> & { readonly authorization: string | undefined };

/** What callers ask for: new assignments, and what became of them. */
@Injectable()
export class Assignments implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Assignments.name);
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();
  private readonly turns: Bulkhead;

  constructor(
    private readonly log: AssignmentLog,
    private readonly coordinator: Coordinator,
    private readonly look: Pick<RideLookClient, 'at'>,
    private readonly options: AssignmentsOptions,
  ) {
    this.turns = new Bulkhead({ maxConcurrent: options.assignmentsAtOnce, maxQueued: MOST_WAITING });
  }

  /**
   * Carries out the wish, or joins the assignment that its key names; ends in bounded time, if need be unfinished.
   * @throws DomainError when the ride is not shown to the caller or not REQUESTED, or there are too many at once
   */
  assign(wish: Wish): Promise<Assignment> {
    const working = this.turns.run(() => this.carryOut(wish), {
      waitMs: this.options.assignmentQueueMs,
      signal: this.stopping.signal,
      onFull: () => new UnavailableProblem('Too many assignments wait for their turn.'),
      onLate: () => new UnavailableProblem('Too many assignments are under way.'),
      onCancelled: () => new UnavailableProblem('This gateway is stopping.'),
    });
    const settled = working.catch(() => undefined).finally(() => this.underWay.delete(settled));
    this.underWay.add(settled);
    return working;
  }

  find(id: string): Promise<Assignment | null> {
    return this.log.find(id);
  }

  /** Also those whose callers have gone. What the shutdown does not wait for is left to recovery. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay);
  }

  private async carryOut({ authorization, ...wish }: Wish): Promise<Assignment> {
    const { pickup: near, status } = await this.look.at(wish.rideId, authorization);
    const order = { ...wish, near };
    if (status !== 'REQUESTED') return this.joined(order, status);
    const { assignment, isNew } = await this.log.begin(order);
    if (!isNew) return this.present(assignment, hasEnded);
    this.logger.log({ msg: 'Assignment begun', assignmentId: assignment.id, rideId: wish.rideId });
    try {
      return await this.coordinator.run(assignment, this.options.phaseTwoWaitMs);
    } catch (error) {
      if (!(error instanceof AssignmentInterruptedError)) throw error;
      this.tellInterrupted(error);
      const isNews = (one: Assignment) => one !== error.assignment && isDecided(one);
      return this.present(error.assignment, isNews);
    }
  }

  /** While the database is away, readiness and metrics tell; anything else is a fault of this program. */
  private tellInterrupted(error: AssignmentInterruptedError): void {
    const entry = { msg: 'Left to recovery', assignmentId: error.assignment.id, err: error };
    if (isDatabaseUnavailable(error)) this.logger.warn(entry);
    else this.logger.error(entry);
  }

  /** For a ride that can no longer be assigned: answers only with an assignment that the key named before. */
  private async joined(order: AssignmentOrder, status: RideStatus): Promise<Assignment> {
    const known = await this.log.known(order);
    if (!known) throw rideNotRequested(status);
    return this.present(known, hasEnded);
  }

  /**
   * Looks until it is as wanted, or for as long as an answer waits. Never fails because of the log: it has been begun, so
   * an answer that it came to nothing would not be true.
   */
  private async present(known: Assignment, isAsWanted: (one: Assignment) => boolean): Promise<Assignment> {
    const until = performance.now() + this.options.phaseTwoWaitMs;
    let present = known;
    while (!isAsWanted(present) && performance.now() < until) {
      await pause(LOOK_EVERY_MS);
      const looking = this.log.find(known.id).catch(() => null);
      present = (await within(until - performance.now(), looking, () => null)) ?? present;
    }
    return present;
  }
}
