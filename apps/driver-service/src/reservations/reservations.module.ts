import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { LostRidesAsker } from './lost-rides.asker';
import { PhaseMetrics } from './phase-metrics.service';
import { ReservationsAsker } from './reservations.asker';
import { ReservationsController } from './reservations.controller';
import { ASSIGN_WITHIN_M, Reservations } from './reservations.service';
import { ReservationsSweep } from './reservations.sweep';

/** Injection token: the client of the coordinator. */
const COORDINATOR = Symbol('COORDINATOR');

export interface ReservationsOptions {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
  readonly assignWithinM: number;
  /** They give NearestDrivers, and the RemoteClient of Ride Service. */
  readonly imports: ModuleMetadata['imports'];
}

@Module({})
export class ReservationsModule {
  static forRoot(options: ReservationsOptions): DynamicModule {
    const { coordinatorGrpcUrl, reservationAskAfterMs, assignWithinM, imports } = options;
    return {
      module: ReservationsModule,
      imports,
      controllers: [ReservationsController],
      providers: [
        Reservations,
        { provide: ASSIGN_WITHIN_M, useValue: assignWithinM },
        PhaseMetrics,
        {
          provide: COORDINATOR,
          useFactory: () => new RemoteClient(coordinatorGrpcUrl, { target: 'coordinator' }),
        },
        ReservationsSweep,
        {
          provide: ReservationsAsker,
          inject: [Database, Reservations, COORDINATOR, Metrics],
          useFactory: (
            database: Database,
            reservations: Reservations,
            coordinator: RemoteClient,
            metrics: Metrics,
          ) => new ReservationsAsker(database, reservations, coordinator, reservationAskAfterMs, metrics),
        },
        {
          provide: LostRidesAsker,
          inject: [Database, COORDINATOR, RemoteClient, Metrics],
          useFactory: (
            database: Database,
            coordinator: RemoteClient,
            rideService: RemoteClient,
            metrics: Metrics,
          ) => new LostRidesAsker(database, coordinator, rideService, reservationAskAfterMs, metrics),
        },
      ],
    };
  }
}
