import { status } from '@grpc/grpc-js';
import { RemoteCallError } from './remote-call.errors';

const FAULTS: ReadonlySet<status> = new Set([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.INTERNAL,
  status.RESOURCE_EXHAUSTED,
]);

/** Whether a failed call says that the owner is unwell. NOT_FOUND and the like are answers of a healthy one. */
export const isOwnerFault = (error: unknown): boolean =>
  error instanceof RemoteCallError && FAULTS.has(error.code);

/** Whether a failed call says nothing about the owner: its caller gave up. */
export const saysNothingOfOwner = (error: unknown): boolean =>
  error instanceof RemoteCallError && error.code === status.CANCELLED;
