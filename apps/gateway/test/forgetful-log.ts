import type { Assignment, AssignmentOrder, Ended, Step } from '../src/coordinator/assignment-record';
import type { AssignmentLog, Begun } from '../src/coordinator/assignment-log.port';
import type { Decision } from '../src/coordinator/assignment-machine';

/** A mutant that keeps decisions in memory and writes them only with the end. All else goes to the given log. */
export class ForgetfulLog implements AssignmentLog {
  private readonly decisions = new Map<string, Decision>();

  constructor(private readonly log: AssignmentLog) {}

  begin(order: AssignmentOrder): Promise<Begun> {
    return this.log.begin(order);
  }

  findByKey(order: AssignmentOrder): Promise<Assignment | undefined> {
    return this.log.findByKey(order);
  }

  find(id: string): Promise<Assignment | null> {
    return this.log.find(id);
  }

  async decide(id: string, decision: Decision): Promise<Assignment> {
    const row = await this.log.find(id);
    if (row?.state !== 'TRYING') return this.log.decide(id, decision, []);
    this.decisions.set(id, decision);
    return { ...row, ...decision };
  }

  leave(id: string, steps: readonly Step[], retryAfterMs: number): Promise<Assignment> {
    return this.log.leave(id, steps, retryAfterMs);
  }

  async end(id: string, state: Ended, steps: readonly Step[]): Promise<Assignment> {
    const decision = this.decisions.get(id);
    if (decision) await this.log.decide(id, decision, steps);
    return this.log.end(id, state, steps);
  }

  claim(limit: number): Promise<Assignment[]> {
    return this.log.claim(limit);
  }
}
