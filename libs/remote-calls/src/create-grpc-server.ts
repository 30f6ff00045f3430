import type { ChannelOptions, Server, ServerInterceptor, ServiceDefinition } from '@grpc/grpc-js';
import { createServerOptions } from './channel-options';
import { GrpcErrorFilter, type ToDomainError } from './grpc-error.filter';
import { addHealthService, type ReadinessSource } from './health-service';
import type { RemoteCallEvents } from './remote-call-events';
import { lazyProtos, type ProtoFiles } from './protos';
import { addReflectionService } from './reflection-service';
import { createServerInterceptor, type RunInContextOf } from './server-interceptor';
import { keepingUndecodable } from './undecodable';

export interface GrpcServerParts {
  package: string[];
  packageDefinition: Record<string, ServiceDefinition>;
  channelOptions: ChannelOptions;
  interceptors: ServerInterceptor[];
  filters: GrpcErrorFilter[];
  onServer: (server: Server, readiness: ReadinessSource) => void;
}

/**
 * Makes the parts that Nest's gRPC transport needs to serve generated definitions with context, deadlines, errors,
 * health, reflection and limits. `services` is keyed by full name: `{ 'ride.v1.RideDetailsService': … }`. `protos` are
 * the files that define them.
 */
export function createGrpcServer(options: {
  services: Record<string, ServiceDefinition>;
  protos: ProtoFiles;
  /** Whether tools may list what is served here. Default true. */
  reflection?: boolean;
  runInContextOf?: RunInContextOf;
  toDomainError?: ToDomainError;
  events?: RemoteCallEvents;
}): GrpcServerParts {
  const names = Object.keys(options.services);
  const protos = lazyProtos(options.protos);
  return {
    package: [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))],
    packageDefinition: keepingUndecodable(options.services),
    channelOptions: createServerOptions(),
    interceptors: [createServerInterceptor({ ...options, protos })],
    filters: [new GrpcErrorFilter(options.toDomainError)],
    onServer: (server, readiness) => {
      addHealthService(server, readiness, names);
      if (options.reflection ?? true) addReflectionService(server, protos, names);
    },
  };
}
