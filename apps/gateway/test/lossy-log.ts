import type { Assignment, AssignmentOrder, Ended, Step } from '../src/coordinator/assignment-record';
import type { Begun } from '../src/coordinator/assignment-log.port';
import type { Decision } from '../src/coordinator/assignment-machine';
import { MemoryLog } from './memory-log';

export type Write = 'decide' | 'leave' | 'end';

/** As node-postgres reports a server that does not answer. */
const silence = (): Error => new Error('Query read timeout');

/** A log whose answers get lost: what was written stays written. */
export class LossyLog extends MemoryLog {
  /** The next answer to this write is lost. */
  losing: Write | undefined;
  /** And from then on nothing can be read or written. */
  staysAway = false;
  private isAway = false;

  constructor(
    /** What the key of every order names already. */
    private readonly named?: Assignment,
  ) {
    super();
  }

  override begin(order: AssignmentOrder): Promise<Begun> {
    return this.named ? Promise.resolve({ assignment: this.named, isNew: false }) : super.begin(order);
  }

  override known(): Promise<Assignment | undefined> {
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
