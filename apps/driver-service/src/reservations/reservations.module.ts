import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { PhaseMetrics } from './phase-metrics.service';
import { ReservationsAsker } from './reservations.asker';
import { ReservationsController } from './reservations.controller';
import { Reservations } from './reservations.service';
import { ReservationsSweep } from './reservations.sweep';

export interface ReservationsOptions {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
  readonly imports: ModuleMetadata['imports'];
}

@Module({})
export class ReservationsModule {
  static forRoot({ coordinatorGrpcUrl, reservationAskAfterMs, imports }: ReservationsOptions): DynamicModule {
    return {
      module: ReservationsModule,
      imports,
      controllers: [ReservationsController],
      providers: [
        Reservations,
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
