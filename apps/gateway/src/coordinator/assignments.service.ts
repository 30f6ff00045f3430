import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Bulkhead } from '@ride-hailing/remote-calls';
import { UnavailableProblem } from '@ride-hailing/service-kit';
import { setTimeout as delay } from 'node:timers/promises';
import { type Assignment, type AssignmentOrder, hasEnded } from './assignment';
import type { AssignmentLog } from './assignment-log.port';
import type { Coordinator } from './coordinator';
import type { RideLook } from './ride-look.source';

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
    private readonly look: RideLook,
    private readonly options: AssignmentsOptions,
  ) {
    this.turns = new Bulkhead({ maxConcurrent: options.assignmentsAtOnce, maxQueued: MOST_WAITING });
  }

  /**
   * Carries out the wish, or joins the assignment that its key names; ends in bounded time, if need be unfinished.
   * @throws DomainError when the ride is not shown to the caller, or there are too many at once
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
    const near = await this.look.pickupOf(wish.rideId, authorization);
    const { assignment, isNew } = await this.log.begin({ ...wish, near });
    if (!isNew) return this.whenEnded(assignment);
    this.logger.log({ msg: 'Assignment begun', assignmentId: assignment.id, rideId: wish.rideId });
    return this.coordinator.run(assignment, this.options.phaseTwoWaitMs);
  }

  private async whenEnded(assignment: Assignment): Promise<Assignment> {
    const until = performance.now() + this.options.phaseTwoWaitMs;
    let present = assignment;
    while (!hasEnded(present) && performance.now() < until) {
      await delay(LOOK_EVERY_MS);
      present = (await this.log.find(assignment.id)) ?? present;
    }
    return present;
  }
}
