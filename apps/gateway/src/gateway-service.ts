import { coordinatorPackageDefinition, PROTO_FILES } from '@ride-hailing/contracts';
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
import { upstreamsOf } from './upstreams';

/** The whole gateway, for `main.ts` and for tests that run it. */
export function gatewayService(config: Config): ServiceOptions {
  const events = new RemoteCallEvents();
  const services = coordinatorPackageDefinition;
  const document = new WholeDocument(upstreamsOf(config), config.upstreamTimeoutMs);
  return {
    name: 'gateway',
    module: AppModule.forRoot(config),
    config,
    identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
    prepareHttp: (fastify) => registerHttpPlugins(fastify, config),
    grpc: {
      port: config.grpcPort,
      ...createGrpcServer({
        services,
        protos: PROTO_FILES,
        reflection: config.grpcReflection,
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
      observeServedCalls(app.get(Metrics), events);
      AppModule.registerProxies(app, config);
    },
  };
}
