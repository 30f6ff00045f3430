import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { type Assignment, type AssignmentOrder, hasEnded } from './assignment';
import type { AssignmentLog } from './assignment-log.port';
import type { Coordinator } from './coordinator';

const LOOK_EVERY_MS = 50;

/** What callers ask for: new assignments, and what became of them. */
@Injectable()
export class Assignments implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Assignments.name);
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly log: AssignmentLog,
    private readonly coordinator: Coordinator,
    private readonly phaseTwoMs: number,
  ) {}

  /** Carries out the order, or joins the one that its key names; ends in bounded time, if need be unfinished. */
  async assign(order: AssignmentOrder): Promise<Assignment> {
    const { assignment, isNew } = await this.log.begin(order);
    if (!isNew) return this.whenEnded(assignment);
    this.logger.log({ msg: 'Assignment begun', assignmentId: assignment.id, rideId: order.rideId });
    const running = this.coordinator.run(assignment, this.phaseTwoMs);
    const settled = running.catch(() => undefined).finally(() => this.underWay.delete(settled));
    this.underWay.add(settled);
    return running;
  }

  find(id: string): Promise<Assignment | null> {
    return this.log.find(id);
  }

  /** Also those whose callers have gone. What the shutdown does not wait for is left to recovery. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async whenEnded(assignment: Assignment): Promise<Assignment> {
    const until = performance.now() + this.phaseTwoMs;
    let present = assignment;
    while (!hasEnded(present) && performance.now() < until) {
      await delay(LOOK_EVERY_MS);
      present = (await this.log.find(assignment.id)) ?? present;
    }
    return present;
  }
}
