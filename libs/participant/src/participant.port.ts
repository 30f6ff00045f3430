import type { TryAssignmentRequest } from '@ride-hailing/contracts';
import type { TryAnswer } from './assignment';

/**
 * What a service does for assignments. Every phase may come again, late and out of order; after an agreed Try, Confirm
 * fails for nothing but an outage. Also the injection token of the service's own class.
 */
export abstract class Participant<Wanted = unknown> {
  /** @throws InvalidInputProblem naming each field at fault */
  abstract check(request: TryAssignmentRequest): Wanted;

  /**
   * Sets aside what the assignment wants, or says why not.
   *
   * @param assertStillWanted throws when nobody waits for the answer any longer: to be called before more work begins
   * @throws InvalidInputProblem when the assignment was tried before for another ride or driver
   */
  abstract try(wanted: Wanted, assertStillWanted: () => void): Promise<TryAnswer>;

  /** @throws ConflictProblem unless a Try agreed and no Cancel came before */
  abstract confirm(assignmentId: string): Promise<void>;

  /** @throws ConflictProblem when it was confirmed before */
  abstract cancel(assignmentId: string): Promise<void>;
}
