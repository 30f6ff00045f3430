import { status } from '@grpc/grpc-js';

/**
 * Why a remote call failed, from the caller's point of view:
 * - `unavailable`: no connection, or the server cannot serve now;
 * - `deadline-exceeded`: no answer in time;
 * - `cancelled`: the caller gave up;
 * - `overloaded`: the server or a limit refused for lack of capacity;
 * - `refused`: the server refused the request (not found, invalid, precondition, permission);
 * - `error`: the server failed;
 * - `breaker-open`: not sent, because the owner has been failing (code UNAVAILABLE);
 * - `breaker-probing`: not sent, because another call is the probe that shows whether the owner is back (UNAVAILABLE);
 * - `bulkhead-full`: not sent, because too many calls are in flight (RESOURCE_EXHAUSTED).
 */
export type RemoteCallReason =
  'unavailable' | 'deadline-exceeded' | 'cancelled' | 'overloaded' | 'refused' | 'error' | LocalRefusal;

/** Why the client refused a call at once, without sending it. */
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
    this.reason = options?.reason ?? REASONS[code] ?? 'error';
  }
}

/** The error of a call that the client refused to send. */
export const refusedHere = (method: string, reason: LocalRefusal): RemoteCallError =>
  new RemoteCallError(method, REFUSALS[reason].code, REFUSALS[reason].details, { reason });

/** Whether the client refused the call: the owner never received it. */
export const isLocalRefusal = (reason: RemoteCallReason): reason is LocalRefusal => reason in REFUSALS;
