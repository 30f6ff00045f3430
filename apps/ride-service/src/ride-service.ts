import {
  ASSIGNMENT_PACKAGE,
  GRPC_CALLERS,
  PARTICIPANT_SERVICE,
  participantPackageDefinition,
  PROTO_FILES,
  RIDE_DETAILS_SERVICE,
  RIDE_ESSENTIALS_SERVICE,
  RIDE_PACKAGE,
  rideDetailsPackageDefinition,
  rideEssentialsPackageDefinition,
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

/** The whole service, for `main.ts` and for tests. */
export function rideService(config: Config): ServiceOptions {
  const events = new RemoteCallEvents();
  const services = {
    ...rideDetailsPackageDefinition,
    ...rideEssentialsPackageDefinition,
    ...participantPackageDefinition,
  };
  return {
    name: 'ride-service',
    module: AppModule.forRoot(config),
    config,
    identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
    grpc: {
      port: config.grpcPort,
      ...createGrpcServer({
        services,
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
      title: 'Ride Service',
      description:
        'The owner of rides: the only service that may change one. Every change gets the next version and is told ' +
        'to the others as an event of its essential fields. Details are asked for over gRPC ' +
        `(${RIDE_PACKAGE}.${RIDE_DETAILS_SERVICE}), and copies are filled and checked there ` +
        `(${RIDE_PACKAGE}.${RIDE_ESSENTIALS_SERVICE}). A driver comes to a ride by an assignment alone ` +
        `(${ASSIGNMENT_PACKAGE}.${PARTICIPANT_SERVICE}).`,
    },
  };
}
