import type { Assignment, AssignmentOrder, Ended, Step } from '../src/coordinator/assignment-record';
import type { Begun } from '../src/coordinator/assignment-log.port';
import type { Decision } from '../src/coordinator/assignment-machine';
import { MemoryLog } from './memory-log';

export type Write = 'decide' | 'leave' | 'end';

/** The error of node-postgres when a server does not answer. */
const silence = (): Error => new Error('Query read timeout');

/** A log that loses replies to writes; the writes stay. */
export class LossyLog extends MemoryLog {
  /** The write whose next reply is lost. */
  losing: Write | undefined;
  /** From then on, all reads and writes fail. */
  staysAway = false;
  private isAway = false;

  constructor(
    /** The assignment that already has the key of every order. */
    private readonly named?: Assignment,
  ) {
    super();
  }

  override begin(order: AssignmentOrder): Promise<Begun> {
    return this.named ? Promise.resolve({ assignment: this.named, isNew: false }) : super.begin(order);
  }

  override findByKey(): Promise<Assignment | undefined> {
    return Promise.resolve(this.named);
  }

  override find(id: string): Promise<Assignment | null> {
    return this.isAway ? Promise.reject(silence()) : super.find(id);
  }

  override decide(id: string, decision: Decision, steps: readonly Step[]): Promise<Assignment> {
    return this.lossy('decide', () => super.decide(id, decision, steps));
  }

  override leave(id: string, steps: readonly Step[]): Promise<Assignment> {
    return this.lossy('leave', () => super.leave(id, steps));
  }

  override end(id: string, state: Ended, steps: readonly Step[]): Promise<Assignment> {
    return this.lossy('end', () => super.end(id, state, steps));
  }

  goAway(): void {
    this.isAway = true;
  }

  private async lossy(write: Write, work: () => Promise<Assignment>): Promise<Assignment> {
    if (this.isAway) throw silence();
    const row = await work();
    if (this.losing !== write) return row;
    this.losing = undefined;
    this.isAway = this.staysAway;
    throw silence();
  }
}
