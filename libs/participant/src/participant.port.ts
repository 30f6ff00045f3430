import type { TryAssignmentRequest } from '@ride-hailing/contracts';
import type { TryAnswer } from './assignment';

/**
 * What a service does for assignments. Every phase may be repeated, late and out of order; after an agreed Try, Confirm
 * fails only for an outage. The class is also the injection token of the service's implementation.
 */
export abstract class Participant<Wanted = unknown> {
  /** @throws InvalidInputProblem naming each field at fault */
  abstract check(request: TryAssignmentRequest): Wanted;

  /**
   * Reserves what the assignment needs, or says why it cannot.
   *
   * @param assertStillWanted throws when the caller no longer waits for the answer; call it before further work
   * @throws InvalidInputProblem when the assignment was tried before for another ride or driver
   */
  abstract try(wanted: Wanted, assertStillWanted: () => void): Promise<TryAnswer>;

  /** @throws ConflictProblem unless a Try agreed and no Cancel came before */
  abstract confirm(assignmentId: string): Promise<void>;

  /** @throws ConflictProblem when it was confirmed before */
  abstract cancel(assignmentId: string): Promise<void>;
}
