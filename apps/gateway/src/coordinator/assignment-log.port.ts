import type { Assignment, AssignmentOrder, Ended, Step } from './assignment-record';
import type { Decision } from './assignment-machine';

export interface Begun {
  readonly assignment: Assignment;
  /** False: the Idempotency-Key belongs to an assignment that is under way or confirmed. */
  readonly isNew: boolean;
}

/**
 * The coordinator's durable log. Each method has committed when it resolves. Beginning, deciding or claiming an
 * assignment holds it for a while; once the hold expires, any gateway may claim it.
 */
export interface AssignmentLog {
  /** Begins an assignment as TRYING. @throws DomainError when the key was used with another order */
  begin(order: AssignmentOrder): Promise<Begun>;
  /** The live or confirmed assignment of the order's key. @throws DomainError like `begin` */
  findByKey(order: AssignmentOrder): Promise<Assignment | undefined>;
  find(id: string): Promise<Assignment | null>;
  /** Writes the decision if there is none yet. Resolves to the present row: another gateway may have decided first. */
  decide(id: string, decision: Decision, steps: readonly Step[]): Promise<Assignment>;
  /** Not every participant has acknowledged: any gateway may claim the assignment after `retryAfterMs`. */
  leave(id: string, steps: readonly Step[], retryAfterMs: number): Promise<Assignment>;
  end(id: string, state: Ended, steps: readonly Step[]): Promise<Assignment>;
  /** Takes hold of unfinished assignments that nobody holds, the longest waiting first. */
  claim(limit: number): Promise<Assignment[]>;
}
