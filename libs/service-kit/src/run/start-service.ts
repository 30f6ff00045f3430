import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';
import { Logger as NestPinoLogger } from 'nestjs-pino';
import { setImmediate as turn } from 'node:timers/promises';
import { type Logger } from 'pino';
import { useRequestContext } from '../context/request-context.hook';
import { refuseOtherMethods } from '../http/allowed-methods.hook';
import { readJsonBodies } from '../http/json-bodies';
import { refuseOddHttp } from '../http/odd-http.hook';
import { HealthChecks } from '../health/health-checks.service';
import { identifyRequests } from '../identity/identify-requests.hook';
import { type TokenRules, TokenVerifier } from '../identity/token-verifier';
import { createLogger } from '../logging/logger';
import { observeCertificate } from '../metrics/certificate-metrics';
import { Metrics } from '../metrics/metrics.service';
import { answerUnroutable } from '../problems/problem.filter';
import { observeRequests } from '../metrics/request-observer.hook';
import { ServiceKitModule } from '../service-kit.module';
import { startTracing, type TracingConfig } from '../tracing/start-tracing';
import { connectGrpcServer, type GrpcServerOptions } from './grpc-server';
import { HttpDrain } from './http-drain';
import { type HttpLimits, httpLimits } from '../http/http-limits';
import { checkHost } from './loopback';
import { type OpenApiOptions, serveOpenApi } from '../openapi/describe-app';
import { stopWithin } from './stop-within';

export interface ServiceConfig extends TracingConfig {
  host: string;
  httpPort: number;
  logLevel: string;
  shutdownTimeoutMs: number;
  /** Must be true when `host` is not a loopback address. */
  allowNonLoopback?: boolean;
  /** The folder with the certificates of the service. */
  tlsFolder?: string;
}

export interface ServiceOptions {
  name: string;
  module: Type | DynamicModule;
  config: ServiceConfig;
  grpc?: GrpcServerOptions;
  /** Without it there is no `/docs`. */
  openApi?: OpenApiOptions;
  /** Which tokens are accepted; without it the service identifies nobody and every route is open. */
  identity?: TokenRules;
  limits?: HttpLimits;
  /** Registers Fastify plugins that act on every request, including requests that are refused for their token. */
  prepareHttp?: (fastify: FastifyInstance) => Promise<void>;
  /** Sets up what must exist before the service listens, such as a proxy: `app.register(…)`. */
  prepare?: (app: NestFastifyApplication) => void | Promise<void>;
  logger?: Logger;
  /**
   * When it aborts before the service listens, the service does not start, and `startService` rejects with the
   * reason.
   */
  signal?: AbortSignal;
}

export interface RunningService {
  app: NestFastifyApplication;
  /** Where it listens, with the port that the system chose for port 0. */
  url: string;
  logger: Logger;
  /**
   * Turns readiness off, lets requests in flight finish, closes connections, then runs the modules' hooks. Cuts
   * requests that take too long. Resolves with the duration in milliseconds; rejects when `shutdownTimeoutMs` was not
   * enough.
   */
  stop(): Promise<number>;
}

@Module({})
class RootModule {}

/** The service's module, together with what every service has. */
export const rootModule = ({ name, config, module }: ServiceOptions, logger: Logger): DynamicModule => ({
  module: RootModule,
  imports: [ServiceKitModule.forRoot({ name, config, logger }), module],
});

/** Starts a service and leaves signals to the caller, as component tests need it. Apps use `runService`. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { name, config } = options;
  const logger = options.logger ?? createLogger({ name, level: config.logLevel });
  checkHost(config, logger);
  await stillWanted(options.signal);
  const adapter = new FastifyAdapter({
    ...httpLimits(options.limits),
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  readJsonBodies(fastify);
  useRequestContext(fastify);
  refuseOddHttp(fastify);
  await options.prepareHttp?.(fastify);
  if (options.identity) identifyRequests(fastify, new TokenVerifier(options.identity));
  refuseOtherMethods(fastify);
  const http = new HttpDrain(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(rootModule(options, logger), adapter, {
    bufferLogs: true,
    bodyParser: false,
    abortOnError: false,
  });
  app.useLogger(app.get(NestPinoLogger));
  observeRequests(fastify, app.get(Metrics), logger);
  if (config.tlsFolder) observeCertificate(app.get(Metrics), config.tlsFolder);
  if (options.openApi) serveOpenApi(app, options.openApi);
  await options.prepare?.(app);
  await stillWanted(options.signal);

  const grpc = options.grpc && connectGrpcServer(app, config.host, options.grpc);
  const servers = grpc ? [http, grpc] : [http];
  const health = app.get(HealthChecks);
  try {
    await app.listen(config.httpPort, config.host);
    await listenToGrpc(app, config.host, options.grpc);
  } catch (error) {
    // The time is bounded, since consumers that have just started may wait for something that never comes.
    await stopWithin(config.shutdownTimeoutMs, { app, health, servers, logger }).catch(() => undefined);
    throw error;
  }
  health.started();

  const url = await app.getUrl();
  logger.info({ url, grpcPort: options.grpc?.port }, 'started');
  const stopTracing = await startTracing(name, config, logger);
  let stopped: Promise<number> | undefined;
  const stop = () =>
    (stopped ??= stopWithin(config.shutdownTimeoutMs, { app, health, servers, logger }).finally(stopTracing));
  return { app, url, logger, stop };
}

/** Waits for one turn of the event loop, since Node delivers signals of the process only then. */
async function stillWanted(signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return;
  await turn();
  signal.throwIfAborted();
}

async function listenToGrpc(
  app: NestFastifyApplication,
  host: string,
  grpc: GrpcServerOptions | undefined,
): Promise<void> {
  try {
    await app.startAllMicroservices();
  } catch (error) {
    throw new Error(`gRPC cannot listen on ${host}:${grpc?.port}`, { cause: error });
  }
}
