import {
  type ChannelOptions,
  type Server,
  type ServerCredentials,
  type ServerInterceptor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { type ExceptionFilter, type RpcExceptionFilter } from '@nestjs/common';
import { type GrpcOptions, NestMicroservice, Transport } from '@nestjs/microservices';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseGuard } from '../database/database.guard';
import { HealthChecks } from '../health/health-checks.service';
import { type DrainingServer } from './stop-within';

/** A gRPC server beside the HTTP server; `createGrpcServer` of remote-calls makes everything except `port`. */
export interface GrpcServerOptions {
  port: number;
  package: string | string[];
  /** Generated grpc-js definitions by full service name. Handlers are marked `@GrpcMethod('Service', 'methodName')`. */
  packageDefinition: Readonly<Record<string, ServiceDefinition>>;
  channelOptions?: ChannelOptions;
  /** Default: in the clear. */
  credentials?: ServerCredentials;
  interceptors?: ServerInterceptor[];
  filters?: (RpcExceptionFilter | ExceptionFilter)[];
  /** Called before the first service is added, which is the moment to add the health service. */
  onServer?: (server: Server, readiness: HealthChecks) => void;
}

/**
 * Adds the server to the app; it listens with `app.startAllMicroservices()`. The service drains it by itself, since
 * Nest's own shutdown of gRPC waits for ever or not at all.
 */
export function connectGrpcServer(
  app: NestFastifyApplication,
  host: string,
  options: GrpcServerOptions,
): DrainingServer {
  let server: Server | undefined;
  // Nest passes these unchanged to grpc-js's Server.
  const serverOptions = { ...options.channelOptions, interceptors: options.interceptors ?? [] };
  const transport: GrpcOptions = {
    transport: Transport.GRPC,
    options: {
      url: `${host}:${options.port}`,
      package: options.package,
      packageDefinition: options.packageDefinition,
      channelOptions: serverOptions,
      credentials: options.credentials,
      onLoadPackageDefinition: (_definition: unknown, created: Server) => {
        server = created;
        options.onServer?.(created, app.get(HealthChecks));
      },
    },
  };
  // Handlers that are registered at once get no filters or guards. The app itself calls the modules' hooks.
  const microservice = app.connectMicroservice(transport, { deferInitialization: true });
  if (microservice instanceof NestMicroservice) microservice.setIsInitHookCalled(true);
  microservice.useGlobalFilters(...(options.filters ?? []));
  microservice.useGlobalGuards(app.get(DatabaseGuard));
  return {
    drain: () => new Promise((resolve) => (server ? server.tryShutdown(() => resolve()) : resolve())),
    force: () => server?.forceShutdown(),
  };
}
