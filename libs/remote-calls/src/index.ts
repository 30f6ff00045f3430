export { callUnary, type UnaryCallOptions, type UnaryMethod } from './call-unary';
export { createChannelOptions, createServerOptions, MAX_MESSAGE_BYTES } from './channel-options';
export { createClient } from './create-client';
export { createGrpcServer, type GrpcServerParts } from './create-grpc-server';
export { GrpcErrorFilter, type ToDomainError } from './grpc-error.filter';
export { addHealthService, type ReadinessSource } from './health-service';
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
export {
  isLocalRefusal,
  type LocalRefusal,
  reasonOf,
  RemoteCallError,
  type RemoteCallReason,
} from './remote-call.errors';
export { RemoteClient, type RemoteCallOptions, type RemoteMethod } from './remote-client';
export {
  type BreakerSettings,
  type HealthSettings,
  type RemoteClientOptions,
  type RetryOptions,
} from './remote-client.options';
export { type RetryThrottleOptions } from './retry-throttle';
export { createServerInterceptor, type RunInContextOf } from './server-interceptor';
export { assertStillWanted, remainingMs } from './still-wanted';
