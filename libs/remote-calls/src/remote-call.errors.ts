import { status } from '@grpc/grpc-js';

/**
 * Why a remote call failed, in the words of the caller:
 * - `unavailable`: no connection, or the server says that it cannot serve now;
 * - `deadline-exceeded`: no answer in time;
 * - `cancelled`: the caller gave up;
 * - `overloaded`: the server or a limit refused for lack of room;
 * - `refused`: the server understood and said no (not found, invalid, precondition, permission);
 * - `error`: the server failed;
 * - `breaker-open`: not sent, since the owner has been failing (code UNAVAILABLE);
 * - `breaker-probing`: not sent, since one other call is finding out whether the owner is back (UNAVAILABLE);
 * - `bulkhead-full`: not sent, since too many calls are under way already (RESOURCE_EXHAUSTED).
 */
export type RemoteCallReason =
  'unavailable' | 'deadline-exceeded' | 'cancelled' | 'overloaded' | 'refused' | 'error' | LocalRefusal;

/** Why a call was refused on this side, at once and without being sent. */
export type LocalRefusal = 'breaker-open' | 'breaker-probing' | 'bulkhead-full';

const REFUSALS: Readonly<Record<LocalRefusal, { code: status; details: string }>> = {
  'breaker-open': { code: status.UNAVAILABLE, details: 'not sent: the breaker is open' },
  'breaker-probing': { code: status.UNAVAILABLE, details: 'not sent: the breaker waits for its probe' },
  'bulkhead-full': { code: status.RESOURCE_EXHAUSTED, details: 'not sent: too many calls are under way' },
};

const REASONS: Partial<Record<status, RemoteCallReason>> = {
  [status.UNAVAILABLE]: 'unavailable',
  [status.DEADLINE_EXCEEDED]: 'deadline-exceeded',
  [status.CANCELLED]: 'cancelled',
  [status.RESOURCE_EXHAUSTED]: 'overloaded',
  [status.INVALID_ARGUMENT]: 'refused',
  [status.NOT_FOUND]: 'refused',
  [status.ALREADY_EXISTS]: 'refused',
  [status.PERMISSION_DENIED]: 'refused',
  [status.UNAUTHENTICATED]: 'refused',
  [status.FAILED_PRECONDITION]: 'refused',
  [status.ABORTED]: 'refused',
  [status.OUT_OF_RANGE]: 'refused',
};

const reasonOf = (code: status): RemoteCallReason => REASONS[code] ?? 'error';

/** The only thing that `callUnary` and `RemoteClient` reject with. */
export class RemoteCallError extends Error {
  override readonly name = 'RemoteCallError';
  readonly reason: RemoteCallReason;

  constructor(
    readonly method: string,
    readonly code: status,
    readonly details: string,
    options?: ErrorOptions & { reason?: RemoteCallReason },
  ) {
    super(`${method}: ${status[code]}: ${details}`, options);
    this.reason = options?.reason ?? reasonOf(code);
  }
}

/** The error of a call that never left. */
export const refusedHere = (method: string, reason: LocalRefusal): RemoteCallError =>
  new RemoteCallError(method, REFUSALS[reason].code, REFUSALS[reason].details, { reason });

/** Whether the call was refused on this side: the owner knows nothing of it. */
export const isLocalRefusal = (reason: RemoteCallReason): reason is LocalRefusal => reason in REFUSALS;
