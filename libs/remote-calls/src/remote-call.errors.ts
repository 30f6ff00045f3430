import { status } from '@grpc/grpc-js';

/**
 * Why a remote call failed, in the words of the caller:
 * - `unavailable`: no connection, or the server says that it cannot serve now;
 * - `deadline-exceeded`: no answer in time;
 * - `cancelled`: the caller gave up;
 * - `overloaded`: the server or a limit refused for lack of room;
 * - `refused`: the server understood and said no (not found, invalid, precondition, permission);
 * - `error`: the server failed.
 */
export type RemoteCallReason =
  'unavailable' | 'deadline-exceeded' | 'cancelled' | 'overloaded' | 'refused' | 'error';

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

export const reasonOf = (code: status): RemoteCallReason => REASONS[code] ?? 'error';

/** The only thing that `callUnary` rejects with. */
export class RemoteCallError extends Error {
  override readonly name = 'RemoteCallError';
  readonly reason: RemoteCallReason;

  constructor(
    readonly method: string,
    readonly code: status,
    readonly details: string,
    options?: ErrorOptions,
  ) {
    super(`${method}: ${status[code]}: ${details}`, options);
    this.reason = reasonOf(code);
  }
}
