import type {
  ChannelOptions,
  Server,
  ServerCredentials,
  ServerInterceptor,
  ServiceDefinition,
} from '@grpc/grpc-js';
import { type AllowedCallers, allowOnly } from './allowed-callers';
import { createServerOptions } from './channel-options';
import { GrpcErrorFilter, type ToDomainError } from './grpc-error.filter';
import { addHealthService, type ReadinessSource } from './health-service';
import type { RemoteCallEvents } from './remote-call-events';
import { lazyProtos, type ProtoFiles } from './protos';
import { addReflectionService } from './reflection-service';
import { createServerInterceptor, type RunInContextOf } from './server-interceptor';
import { serverTls } from './tls-credentials';
import { keepingUndecodable } from './undecodable';

export interface GrpcServerParts {
  package: string[];
  packageDefinition: Record<string, ServiceDefinition>;
  channelOptions: ChannelOptions;
  /** Undefined: in the clear. */
  credentials: ServerCredentials | undefined;
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
  /** The folder of the service's certificates: then clients need one too, and `callers` counts. */
  tlsFolder?: string;
  callers?: AllowedCallers;
  runInContextOf?: RunInContextOf;
  toDomainError?: ToDomainError;
  events?: RemoteCallEvents;
}): GrpcServerParts {
  const names = Object.keys(options.services);
  const protos = lazyProtos(options.protos);
  const { tlsFolder, callers = {} } = options;
  const open = tlsFolder && names.find((name) => !callers[name]);
  if (open) throw new Error(`${open} has certificates, and no list of who may call it`);
  return {
    package: [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))],
    packageDefinition: keepingUndecodable(options.services),
    channelOptions: createServerOptions(),
    credentials: tlsFolder ? serverTls(tlsFolder) : undefined,
    // The first of them also reports the calls that the second refuses.
    interceptors: [
      createServerInterceptor({ ...options, protos }),
      ...(tlsFolder ? [allowOnly(callers)] : []),
    ],
    filters: [new GrpcErrorFilter(options.toDomainError)],
    onServer: (server, readiness) => {
      addHealthService(server, readiness, names);
      if (options.reflection ?? true) addReflectionService(server, protos, names);
    },
  };
}
