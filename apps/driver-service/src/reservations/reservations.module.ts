import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { PhaseMetrics } from './phase-metrics.service';
import { ReservationsAsker } from './reservations.asker';
import { ReservationsController } from './reservations.controller';
import { ASSIGN_WITHIN_M, Reservations } from './reservations.service';
import { ReservationsSweep } from './reservations.sweep';

export interface ReservationsOptions {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
  readonly assignWithinM: number;
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
        ReservationsSweep,
        {
          provide: ReservationsAsker,
          inject: [Database, Reservations, Metrics],
          useFactory: (database: Database, reservations: Reservations, metrics: Metrics) => {
            const coordinator = new RemoteClient(coordinatorGrpcUrl, { target: 'coordinator' });
            return new ReservationsAsker(database, reservations, coordinator, reservationAskAfterMs, metrics);
          },
        },
      ],
    };
  }
}
