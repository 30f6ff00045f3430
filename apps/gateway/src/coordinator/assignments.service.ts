import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { RideStatus } from '@ride-hailing/contracts';
import { isDatabaseUnavailable, UnavailableProblem } from '@ride-hailing/service-kit';
import { Bulkhead, pause, within } from '@ride-hailing/timing';
import { type Assignment, type AssignmentOrder, hasEnded } from './assignment-record';
import type { AssignmentLog } from './assignment-log.port';
import type { Coordinator } from './coordinator';
import { AssignmentInterruptedError, rideNotRequested } from './coordinator.errors';
import type { RideClient } from './ride.client';

const POLL_EVERY_MS = 50;
const MOST_WAITING = 1_000;

interface AssignmentsOptions {
  /** Assignments that are carried out at once; the others are queued. */
  readonly assignmentsAtOnce: number;
  /** The longest time in the queue. */
  readonly assignmentQueueMs: number;
  /** How long a response waits for phase two to end. */
  readonly phaseTwoWaitMs: number;
}

export type AssignmentRequest = Omit<AssignmentOrder, 'near'> & {
  readonly authorization: string | undefined;
};

/** An assignment, and the version of its ride that has seen it once it is confirmed. */
export interface Assigned {
  readonly assignment: Assignment;
  readonly rideVersion: number;
}

/** Takes requests for assignments, in bounded number, and finds earlier assignments. */
@Injectable()
export class Assignments implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Assignments.name);
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();
  private readonly turns: Bulkhead;

  constructor(
    private readonly log: AssignmentLog,
    private readonly coordinator: Coordinator,
    private readonly rides: Pick<RideClient, 'read'>,
    private readonly options: AssignmentsOptions,
  ) {
    this.turns = new Bulkhead({ maxConcurrent: options.assignmentsAtOnce, maxQueued: MOST_WAITING });
  }

  /**
   * Carries out the request, or joins the assignment of its key. Resolves in bounded time, if need be unfinished.
   * @throws DomainError when the ride is not shown to the caller or is not REQUESTED, or when too many are queued
   */
  assign(request: AssignmentRequest): Promise<Assigned> {
    const working = this.turns.run(() => this.carryOut(request), {
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

  /** Waits for all assignments, also those whose callers have disconnected. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay);
  }

  private async carryOut({ authorization, ...request }: AssignmentRequest): Promise<Assigned> {
    const { pickup: near, status, version } = await this.rides.read(request.rideId, authorization);
    const order = { ...request, near };
    if (status !== 'REQUESTED')
      return { assignment: await this.joinByKey(order, status), rideVersion: version };
    // A requested ride has no driver yet, and each change is the next version: no assignment is confirmed below that.
    return { assignment: await this.begin(order), rideVersion: version + 1 };
  }

  private async begin(order: AssignmentOrder): Promise<Assignment> {
    const { assignment, isNew } = await this.log.begin(order);
    if (!isNew) return this.awaitState(assignment, hasEnded);
    this.logger.log({ msg: 'Assignment begun', assignmentId: assignment.id, rideId: order.rideId });
    try {
      return await this.coordinator.run(assignment, this.options.phaseTwoWaitMs);
    } catch (error) {
      if (!(error instanceof AssignmentInterruptedError)) throw error;
      this.logInterrupted(error);
      const isNews = (one: Assignment) => one !== error.assignment && one.state !== 'TRYING';
      return this.awaitState(error.assignment, isNews);
    }
  }

  /** A warning while the database is unavailable; anything else is a bug in this program. */
  private logInterrupted(error: AssignmentInterruptedError): void {
    const entry = { msg: 'Left to recovery', assignmentId: error.assignment.id, err: error };
    if (isDatabaseUnavailable(error)) this.logger.warn(entry);
    else this.logger.error(entry);
  }

  /** For a ride that can no longer be assigned, only an earlier assignment with the same key is an answer. */
  private async joinByKey(order: AssignmentOrder, status: RideStatus): Promise<Assignment> {
    const known = await this.log.findByKey(order);
    if (!known) throw rideNotRequested(status);
    return this.awaitState(known, hasEnded);
  }

  /**
   * Polls the log until the assignment is as expected or the response may wait no longer. A failing log is no error here:
   * the assignment has begun, so a response that it failed would be false.
   */
  private async awaitState(known: Assignment, isExpected: (one: Assignment) => boolean): Promise<Assignment> {
    const until = performance.now() + this.options.phaseTwoWaitMs;
    let present = known;
    while (!isExpected(present) && performance.now() < until) {
      await pause(POLL_EVERY_MS);
      const found = this.log.find(known.id).catch(() => null);
      present = (await within(until - performance.now(), found, () => null)) ?? present;
    }
    return present;
  }
}
