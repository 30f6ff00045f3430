import { type Deadline, type Metadata, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';

type ServedCall = Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'getDeadline'> & {
  metadata?: Metadata;
};

/** When each served call must end, by the monotonic clock. Every call has its own metadata object. */
const endings = new WeakMap<Metadata, number>();

const untilDeadline = (deadline: Deadline): number =>
  (deadline instanceof Date ? deadline.getTime() : deadline) - Date.now();

/**
 * Call this when a call arrives. Converts gRPC's wall-clock deadline to the monotonic clock, so that setting the wall
 * clock during the call neither ends nor prolongs it.
 *
 * @returns when the call must end, in terms of `performance.now()`
 */
export function noteDeadline(metadata: Metadata, deadline: Deadline): number {
  const endsAt = performance.now() + untilDeadline(deadline);
  endings.set(metadata, endsAt);
  return endsAt;
}

/** Milliseconds until the caller stops waiting; Infinity when the caller set no deadline. */
export function remainingMs(call: ServedCall): number {
  const endsAt = call.metadata && endings.get(call.metadata);
  return endsAt === undefined ? untilDeadline(call.getDeadline()) : endsAt - performance.now();
}

/**
 * Call this before side effects and expensive steps, since a handler keeps running after its deadline.
 *
 * @throws {RpcException} CANCELLED or DEADLINE_EXCEEDED when the caller no longer waits for the answer.
 */
export function assertStillWanted(call: ServedCall): void {
  if (call.cancelled) throw new RpcException({ code: status.CANCELLED, message: 'The caller gave up' });
  if (remainingMs(call) <= 0) {
    throw new RpcException({ code: status.DEADLINE_EXCEEDED, message: 'Deadline exceeded' });
  }
}
