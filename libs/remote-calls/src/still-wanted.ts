import { type Deadline, type Metadata, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';

type ServedCall = Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'getDeadline'> & {
  metadata?: Metadata;
};

/** When the calls that are being served end, by the monotonic clock; a call has its metadata to itself. */
const endings = new WeakMap<Metadata, number>();

const untilDeadline = (deadline: Deadline): number =>
  (deadline instanceof Date ? deadline.getTime() : deadline) - Date.now();

/**
 * To be called when a call arrives. gRPC hands over a deadline by the wall clock; from here on it is by the monotonic
 * one, so that a clock that is put forward or back during the call neither ends it nor lets it go on.
 *
 * @returns when it ends, in terms of `performance.now()`
 */
export function noteDeadline(metadata: Metadata, deadline: Deadline): number {
  const endsAt = performance.now() + untilDeadline(deadline);
  endings.set(metadata, endsAt);
  return endsAt;
}

/** Milliseconds until the caller stops waiting; Infinity when it named no deadline. */
export function remainingMs(call: ServedCall): number {
  const endsAt = call.metadata && endings.get(call.metadata);
  return endsAt === undefined ? untilDeadline(call.getDeadline()) : endsAt - performance.now();
}

/**
 * To be asked before side effects and expensive steps: a handler runs on after its deadline.
 *
 * @throws {RpcException} CANCELLED or DEADLINE_EXCEEDED when nobody waits for the answer any more.
 */
export function assertStillWanted(call: ServedCall): void {
  if (call.cancelled) throw new RpcException({ code: status.CANCELLED, message: 'The caller gave up' });
  if (remainingMs(call) <= 0) {
    throw new RpcException({ code: status.DEADLINE_EXCEEDED, message: 'Deadline exceeded' });
  }
}
