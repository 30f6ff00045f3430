export { callUnary, type UnaryCallOptions, type UnaryMethod } from './call-unary';
export { createClient } from './create-client';
export { createGrpcServer, type GrpcServerParts } from './create-grpc-server';
export { type ToDomainError } from './grpc-error.filter';
export { type ReadinessSource } from './health-service';
export {
  type BreakerCause,
  type BreakerChanged,
  type BreakerState,
  type CallEnded,
  type CallRejected,
  type HealthChecked,
  type OwnerHealth,
  RemoteCallEvents,
  type RetryPlanned,
  type RetryThrottled,
} from './remote-call-events';
export { type LocalRefusal, RemoteCallError, type RemoteCallReason } from './remote-call.errors';
export { RemoteClient, type RemoteCallOptions, type RemoteMethod } from './remote-client';
export {
  type BreakerSettings,
  type HealthSettings,
  type RemoteClientOptions,
  type RetryOptions,
} from './remote-client.options';
export { type RetryThrottleOptions } from './retry-throttle';
export { type RunInContextOf } from './server-interceptor';
export { assertStillWanted } from './still-wanted';
