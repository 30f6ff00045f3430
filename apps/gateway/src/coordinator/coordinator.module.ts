import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RemoteCallEvents, RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics, observeClientCalls } from '@ride-hailing/service-kit';
import { type BackOff, backOffMs, pause } from '@ride-hailing/timing';
import type { Config } from '../config';
import { upstreamsOf } from '../upstreams';
import { AssignmentCleaner } from './assignment-cleaner.service';
import { AssignmentObserver } from './assignment-observer.service';
import { AssignmentOutcomeController } from './assignment-outcome.controller';
import { AssignmentRecovery } from './assignment-recovery.service';
import { Assignments } from './assignments.service';
import { AssignmentsController } from './assignments.controller';
import type { ParticipantName } from './assignment-record';
import { Coordinator, CoordinatorEvents } from './coordinator';
import { GrpcParticipantClient } from './grpc-participant.client';
import { PostgresAssignmentLog } from './postgres-assignment-log';
import { RideClient } from './ride.client';

/** The pauses between failed rounds of phase two. */
const BACK_OFF: BackOff = { firstMs: 100, mostMs: 10_000 };

const PARTICIPANT_CLIENTS = Symbol('clients of the participants');
type Clients = Readonly<Record<ParticipantName, RemoteClient>>;

const clientsOf = (config: Config, metrics: Metrics): Clients => {
  const events = new RemoteCallEvents();
  observeClientCalls(metrics, events);
  const { tlsFolder } = config;
  const client = (target: ParticipantName, url: string) =>
    new RemoteClient(url, { target, events, tlsFolder });
  return {
    'driver-service': client('driver-service', config.driverServiceGrpcUrl),
    'ride-service': client('ride-service', config.rideServiceGrpcUrl),
  };
};

@Module({})
export class CoordinatorModule implements OnApplicationShutdown {
  constructor(@Inject(PARTICIPANT_CLIENTS) private readonly clients: Clients) {}

  static forRoot(config: Config): DynamicModule {
    const [rideService] = upstreamsOf(config);
    const rides = new RideClient(rideService, config.upstreamTimeoutMs);
    return {
      module: CoordinatorModule,
      controllers: [AssignmentsController, AssignmentOutcomeController],
      providers: [
        CoordinatorEvents,
        AssignmentObserver,
        AssignmentCleaner,
        {
          provide: PARTICIPANT_CLIENTS,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => clientsOf(config, metrics),
        },
        {
          provide: PostgresAssignmentLog,
          inject: [Database],
          useFactory: (database: Database) =>
            new PostgresAssignmentLog(() => database.pool, config.recoverAfterMs),
        },
        {
          provide: Coordinator,
          inject: [PARTICIPANT_CLIENTS, PostgresAssignmentLog, CoordinatorEvents],
          useFactory: (clients: Clients, log: PostgresAssignmentLog, events: CoordinatorEvents) => {
            const participant = (name: ParticipantName) =>
              new GrpcParticipantClient(clients[name], config.participantDeadlineMs);
            return new Coordinator({
              log,
              events,
              participants: {
                'driver-service': participant('driver-service'),
                'ride-service': participant('ride-service'),
              },
              pause,
              retryAfterMs: (rounds) => backOffMs(rounds + 1, BACK_OFF),
            });
          },
        },
        {
          provide: Assignments,
          inject: [PostgresAssignmentLog, Coordinator],
          useFactory: (log: PostgresAssignmentLog, coordinator: Coordinator) =>
            new Assignments(log, coordinator, rides, config),
        },
        {
          provide: AssignmentRecovery,
          inject: [PostgresAssignmentLog, Coordinator],
          useFactory: (log: PostgresAssignmentLog, coordinator: Coordinator) =>
            new AssignmentRecovery(log, coordinator, config.recoverEveryMs),
        },
      ],
    };
  }

  onApplicationShutdown(): void {
    for (const client of Object.values(this.clients)) client.close();
  }
}
