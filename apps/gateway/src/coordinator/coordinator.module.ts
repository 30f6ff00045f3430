import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { RemoteCallEvents, RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics, observeClientCalls } from '@ride-hailing/service-kit';
import { type BackOff, backOffMs, pause } from '@ride-hailing/timing';
import { upstreamNamed, type Upstream } from '../upstreams';
import { AssignmentCleaner } from './assignment-cleaner.service';
import { AssignmentObserver } from './assignment-observer.service';
import { AssignmentOutcomeController } from './assignment-outcome.controller';
import { AssignmentRecovery } from './assignment-recovery.service';
import { Assignments, type AssignmentsOptions } from './assignments.service';
import { AssignmentsController } from './assignments.controller';
import { Coordinator } from './coordinator';
import { CoordinatorEvents } from './coordinator-events';
import { GrpcParticipantClient } from './grpc-participant.client';
import { PostgresAssignmentLog } from './postgres-assignment-log';
import { RideLookClient } from './ride-look.client';

export interface CoordinatorOptions extends AssignmentsOptions {
  readonly rideServiceGrpcUrl: string;
  readonly driverServiceGrpcUrl: string;
  readonly upstreamTimeoutMs: number;
  readonly participantDeadlineMs: number;
  readonly recoverEveryMs: number;
  readonly recoverAfterMs: number;
}

/** Between two rounds in vain. */
const BACK_OFF: BackOff = { firstMs: 100, mostMs: 10_000 };

const PARTICIPANT_CLIENTS = Symbol('clients of the participants');
type Clients = Readonly<Record<'driver-service' | 'ride-service', RemoteClient>>;

const clientsOf = (options: CoordinatorOptions, metrics: Metrics): Clients => {
  const events = new RemoteCallEvents();
  observeClientCalls(metrics, events);
  return {
    'driver-service': new RemoteClient(options.driverServiceGrpcUrl, { target: 'driver-service', events }),
    'ride-service': new RemoteClient(options.rideServiceGrpcUrl, { target: 'ride-service', events }),
  };
};

const coordinatorOf = (
  clients: Clients,
  log: PostgresAssignmentLog,
  events: CoordinatorEvents,
  { participantDeadlineMs }: CoordinatorOptions,
) =>
  new Coordinator({
    log,
    events,
    participants: {
      'driver-service': new GrpcParticipantClient(clients['driver-service'], participantDeadlineMs),
      'ride-service': new GrpcParticipantClient(clients['ride-service'], participantDeadlineMs),
    },
    pause,
    retryAfterMs: (rounds) => backOffMs(rounds + 1, BACK_OFF),
  });

@Module({})
export class CoordinatorModule implements OnApplicationShutdown {
  constructor(@Inject(PARTICIPANT_CLIENTS) private readonly clients: Clients) {}

  static forRoot(options: CoordinatorOptions, upstreams: readonly Upstream[]): DynamicModule {
    return {
      module: CoordinatorModule,
      controllers: [AssignmentsController, AssignmentOutcomeController],
      providers: [
        CoordinatorEvents,
        AssignmentObserver,
        {
          provide: PARTICIPANT_CLIENTS,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => clientsOf(options, metrics),
        },
        {
          provide: PostgresAssignmentLog,
          inject: [Database],
          useFactory: (database: Database) =>
            new PostgresAssignmentLog(() => database.pool, options.recoverAfterMs),
        },
        {
          provide: Coordinator,
          inject: [PARTICIPANT_CLIENTS, PostgresAssignmentLog, CoordinatorEvents],
          useFactory: (clients: Clients, log: PostgresAssignmentLog, events: CoordinatorEvents) =>
            coordinatorOf(clients, log, events, options),
        },
        {
          provide: Assignments,
          inject: [PostgresAssignmentLog, Coordinator, RideLookClient],
          useFactory: (log: PostgresAssignmentLog, coordinator: Coordinator, look: RideLookClient) =>
            new Assignments(log, coordinator, look, options),
        },
        {
          provide: AssignmentRecovery,
          inject: [PostgresAssignmentLog, Coordinator],
          useFactory: (log: PostgresAssignmentLog, coordinator: Coordinator) =>
            new AssignmentRecovery(log, coordinator, options.recoverEveryMs),
        },
        {
          provide: AssignmentCleaner,
          inject: [PostgresAssignmentLog],
          useFactory: (log: PostgresAssignmentLog) => new AssignmentCleaner(log),
        },
        {
          provide: RideLookClient,
          useFactory: () =>
            new RideLookClient(upstreamNamed('ride-service', upstreams), options.upstreamTimeoutMs),
        },
      ],
    };
  }

  onApplicationShutdown(): void {
    for (const client of Object.values(this.clients)) client.close();
  }
}
