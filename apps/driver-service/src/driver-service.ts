import {
  ASSIGNMENT_PACKAGE,
  GRPC_CALLERS,
  PARTICIPANT_SERVICE,
  participantPackageDefinition,
  PROTO_FILES,
} from '@ride-hailing/contracts';
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

/** The options of the whole service, for `main.ts` and for tests that run it. */
export function driverService(config: Config): ServiceOptions {
  const events = new RemoteCallEvents();
  return {
    name: 'driver-service',
    module: AppModule.forRoot(config),
    config,
    identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
    grpc: {
      port: config.grpcPort,
      ...createGrpcServer({
        services: participantPackageDefinition,
        protos: PROTO_FILES,
        reflection: config.grpcReflection,
        tlsFolder: config.tlsFolder,
        callers: GRPC_CALLERS,
        runInContextOf,
        toDomainError,
        events,
      }),
    },
    prepare: (app) => observeServedCalls(app.get(Metrics), events),
    openApi: {
      title: 'Driver Service',
      description:
        'The hybrid consumer: driver updates and ride events come in over NATS and their essential fields are kept ' +
        'here; details of rides are asked of Ride Service over gRPC when they are wanted. Every answer names its ' +
        `sources. Drivers are reserved for rides over gRPC (${ASSIGNMENT_PACKAGE}.${PARTICIPANT_SERVICE}).`,
    },
  };
}
