import { coordinatorPackageDefinition, GRPC_CALLERS, PROTO_FILES } from '@ride-hailing/contracts';
import { createGrpcServer, RemoteCallEvents } from '@ride-hailing/remote-calls';
import {
  Metrics,
  observeServedCalls,
  runInContextOf,
  type ServiceOptions,
  toDomainError,
} from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import type { Config } from './config';
import { registerHttpPlugins } from './http/http-plugins';
import { WholeDocument } from './open-api/whole-document';
import { registerProxies } from './proxy/upstream-proxy';
import { upstreamsOf } from './upstreams';

/** The whole gateway, for `main.ts` and for tests. */
export function gatewayService(config: Config): ServiceOptions {
  const events = new RemoteCallEvents();
  const upstreams = upstreamsOf(config);
  const document = new WholeDocument(upstreams, config.upstreamTimeoutMs);
  return {
    name: 'gateway',
    module: AppModule.forRoot(config),
    config,
    identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
    prepareHttp: (fastify) => registerHttpPlugins(fastify, config),
    grpc: {
      port: config.grpcPort,
      ...createGrpcServer({
        services: coordinatorPackageDefinition,
        protos: PROTO_FILES,
        reflection: config.grpcReflection,
        tlsFolder: config.tlsFolder,
        callers: GRPC_CALLERS,
        runInContextOf,
        toDomainError,
        events,
      }),
    },
    openApi: {
      title: 'Ride hailing',
      description:
        'All that the gateway takes: its own requests, and those below /rides and /drivers that it passes on to Ride ' +
        'Service and Driver Service. All but / and /health want a bearer token.',
      complete: (own) => document.complete(own),
    },
    prepare: (app) => {
      const metrics = app.get(Metrics);
      observeServedCalls(metrics, events);
      registerProxies(app, upstreams, { timeoutMs: config.upstreamTimeoutMs, metrics });
    },
  };
}
