import type { Assignment, AssignmentOrder, Ended, Step } from './assignment-record';
import type { Decision } from './assignment-machine';

export interface Begun {
  readonly assignment: Assignment;
  /** False: the Idempotency-Key names one that lives, or was confirmed. */
  readonly isNew: boolean;
}

/**
 * What the coordinator remembers. Each method has committed when it resolves. Every unfinished assignment is
 * somebody's: whoever begins, decides or claims holds it for a while, and afterwards anyone may claim it.
 */
export interface AssignmentLog {
  /** TRYING. @throws DomainError when the key was used with another order */
  begin(order: AssignmentOrder): Promise<Begun>;
  /** The live or confirmed assignment that the order's key names. @throws DomainError like `begin` */
  known(order: AssignmentOrder): Promise<Assignment | undefined>;
  find(id: string): Promise<Assignment | null>;
  /** If it is undecided. Gives what is so now: another may have decided first. */
  decide(id: string, decision: Decision, steps: readonly Step[]): Promise<Assignment>;
  /** Phase two has not reached everybody: leaves it to whoever claims it after `retryAfterMs`. */
  leave(id: string, steps: readonly Step[], retryAfterMs: number): Promise<Assignment>;
  end(id: string, state: Ended, steps: readonly Step[]): Promise<Assignment>;
  /** Unfinished ones that nobody holds, the oldest first. They are held by the caller now. */
  claim(limit: number): Promise<Assignment[]>;
}
