import { type ServerUnaryCall, status } from '@grpc/grpc-js';
import { RpcException } from '@nestjs/microservices';

type ServedCall = Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'getDeadline'>;

/** Milliseconds until the caller stops waiting; Infinity when it named no deadline. */
export function remainingMs(call: ServedCall): number {
  const deadline = call.getDeadline();
  return (deadline instanceof Date ? deadline.getTime() : deadline) - Date.now();
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
