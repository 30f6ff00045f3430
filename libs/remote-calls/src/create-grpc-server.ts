import type { ChannelOptions, Server, ServerInterceptor, ServiceDefinition } from '@grpc/grpc-js';
import { createServerOptions } from './channel-options';
import { GrpcErrorFilter, type ToDomainError } from './grpc-error.filter';
import { addHealthService, type ReadinessSource } from './health-service';
import type { RemoteCallEvents } from './remote-call-events';
import { createServerInterceptor, type RunInContextOf } from './server-interceptor';

export interface GrpcServerParts {
  package: string[];
  packageDefinition: Record<string, ServiceDefinition>;
  channelOptions: ChannelOptions;
  interceptors: ServerInterceptor[];
  filters: GrpcErrorFilter[];
  onServer: (server: Server, readiness: ReadinessSource) => void;
}

/**
 * All that Nest's gRPC transport needs to serve generated definitions the way this library wants it: context,
 * deadlines, errors, health, limits. `services` is keyed by full name: `{ 'ride.v1.RideDetailsService': … }`.
 */
export function createGrpcServer(options: {
  services: Record<string, ServiceDefinition>;
  runInContextOf?: RunInContextOf;
  toDomainError?: ToDomainError;
  events?: RemoteCallEvents;
}): GrpcServerParts {
  const names = Object.keys(options.services);
  return {
    package: [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))],
    packageDefinition: options.services,
    channelOptions: createServerOptions(),
    interceptors: [createServerInterceptor(options)],
    filters: [new GrpcErrorFilter(options.toDomainError)],
    onServer: (server, readiness) => addHealthService(server, readiness, names),
  };
}
