import { coordinatorPackageDefinition, PROTO_FILES } from '@ride-hailing/contracts';
import { createGrpcServer, RemoteCallEvents } from '@ride-hailing/remote-calls';
import {
  Metrics,
  observeRemoteCalls,
  runInContextOf,
  type ServiceOptions,
  toDomainError,
} from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import type { GatewayConfig } from './config';
import { prepareDoor } from './door/door-plugins';

/** The whole gateway, for `main.ts` and for tests that run it. */
export function gatewayService(config: GatewayConfig): ServiceOptions {
  const events = new RemoteCallEvents();
  const services = coordinatorPackageDefinition;
  return {
    name: 'gateway',
    module: AppModule.forRoot(config),
    config,
    identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
    prepareDoor: (fastify) => prepareDoor(fastify, config),
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
      title: 'Gateway',
      description:
        'The public entry, and the coordinator of assignments. /rides and /drivers belong to the services behind ' +
        'it, but for /rides/:id/assignment and /rides/:id/journey: GET / links to their pages. All but / and /health ' +
        'want a bearer token.',
    },
    prepare: (app) => {
      observeRemoteCalls(app.get(Metrics), events);
      AppModule.registerProxies(app, config);
    },
  };
}
