import { type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RemoteCallError } from './remote-call.errors';
import { remainingMs } from './still-wanted';

/** Milliseconds that a call has left; read again at each step of the call. */
export type LeftMs = () => number;

/**
 * Starts the budget of a call: the caller's, or what is left of the call being served if that is less.
 *
 * @throws {RangeError} when the budget is not a number of milliseconds: every call has a deadline.
 */
export function startBudget(
  method: string,
  { budgetMs, parent }: { budgetMs: number; parent?: ServerUnaryCall<unknown, unknown> },
): LeftMs {
  if (!Number.isFinite(budgetMs)) throw new RangeError(`${method}: a budget in ms, not ${budgetMs}`);
  const endsAt = performance.now() + Math.min(budgetMs, parent ? remainingMs(parent) : Infinity);
  return () => endsAt - performance.now();
}

/** The error of a call whose budget was spent before it was sent. */
export const late = (method: string) =>
  new RemoteCallError(method, status.DEADLINE_EXCEEDED, 'the budget was spent before it was sent');

export const cancelled = (method: string, cause?: unknown) =>
  new RemoteCallError(method, status.CANCELLED, 'the caller gave up, or the client was closed', { cause });
