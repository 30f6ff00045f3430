import {
  type Assignment,
  type AssignmentOrder,
  type Ended,
  hasEnded,
  type Step,
} from '../src/coordinator/assignment-record';
import type { AssignmentLog, Begun } from '../src/coordinator/assignment-log.port';
import type { Decision } from '../src/coordinator/assignment-machine';

const NOW = new Date(0);

/** A correct log without a database. What is written survives a crash of the coordinator. */
export class MemoryLog implements AssignmentLog {
  readonly rows = new Map<string, Assignment>();

  begin(order: AssignmentOrder): Promise<Begun> {
    const id = `a-${this.rows.size + 1}`;
    const undecided = { driverId: null, reason: null, detail: null, decidedAt: null, endedAt: null };
    const assignment: Assignment = {
      ...{ ...order, ...undecided },
      ...{ id, state: 'TRYING', steps: [], rounds: 0, createdAt: NOW },
    };
    this.rows.set(id, assignment);
    return Promise.resolve({ assignment, isNew: true });
  }

  /** Keys are tested with the real log. */
  findByKey(): Promise<Assignment | undefined> {
    return Promise.resolve(undefined);
  }

  find(id: string): Promise<Assignment | null> {
    return Promise.resolve(this.rows.get(id) ?? null);
  }

  decide(id: string, decision: Decision, steps: readonly Step[]): Promise<Assignment> {
    const row = this.row(id);
    return Promise.resolve(row.state === 'TRYING' ? this.write({ ...row, ...decision, steps }) : row);
  }

  leave(id: string, steps: readonly Step[]): Promise<Assignment> {
    const row = this.row(id);
    return Promise.resolve(hasEnded(row) ? row : this.write({ ...row, steps, rounds: row.rounds + 1 }));
  }

  end(id: string, state: Ended, steps: readonly Step[]): Promise<Assignment> {
    const row = this.row(id);
    const decided = state === 'CONFIRMED' ? 'CONFIRMING' : 'CANCELLING';
    return Promise.resolve(row.state === decided ? this.write({ ...row, state, steps }) : row);
  }

  /** Ignores holds, so that recovery may come at any time. */
  claim(limit: number): Promise<Assignment[]> {
    return Promise.resolve([...this.rows.values()].filter((row) => !hasEnded(row)).slice(0, limit));
  }

  private row(id: string): Assignment {
    const row = this.rows.get(id);
    if (!row) throw new Error(`no assignment ${id}`);
    return row;
  }

  private write(row: Assignment): Assignment {
    this.rows.set(row.id, row);
    return row;
  }
}
