import { type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RemoteCallError } from './remote-call.errors';
import { remainingMs } from './still-wanted';

/** Milliseconds left to a call, asked again at each step of it. */
export type LeftMs = () => number;

/**
 * The budget of a call that begins now: the caller's, or what is left of the call being served if that is less.
 *
 * @throws {RangeError} when the budget is no number of milliseconds: there is no call without a deadline.
 */
export function startBudget(
  method: string,
  { budgetMs, parent }: { budgetMs: number; parent?: ServerUnaryCall<unknown, unknown> },
): LeftMs {
  if (!Number.isFinite(budgetMs)) throw new RangeError(`${method}: a budget in ms, not ${budgetMs}`);
  const endsAt = performance.now() + Math.min(budgetMs, parent ? remainingMs(parent) : Infinity);
  return () => endsAt - performance.now();
}

/** Of a call that was never sent. */
export const late = (method: string) =>
  new RemoteCallError(method, status.DEADLINE_EXCEEDED, 'the budget was spent before it was sent');

export const cancelled = (method: string, cause?: unknown) =>
  new RemoteCallError(method, status.CANCELLED, 'the caller gave up, or the client was closed', { cause });
