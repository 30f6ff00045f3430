import { type DynamicModule, Module } from '@nestjs/common';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { Database, Metrics } from '@ride-hailing/service-kit';
import { PhaseMetrics } from './phase-metrics.service';
import { RideHoldsAsker } from './ride-holds.asker';
import { RideHoldsController } from './ride-holds.controller';
import { RideHolds } from './ride-holds.service';
import { RideHoldsSweep } from './ride-holds.sweep';

export interface RideHoldsOptions {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
}

@Module({})
export class RideHoldsModule {
  static forRoot({ coordinatorGrpcUrl, reservationAskAfterMs }: RideHoldsOptions): DynamicModule {
    return {
      module: RideHoldsModule,
      controllers: [RideHoldsController],
      providers: [
        RideHolds,
        PhaseMetrics,
        RideHoldsSweep,
        {
          provide: RideHoldsAsker,
          inject: [Database, RideHolds, Metrics],
          useFactory: (database: Database, holds: RideHolds, metrics: Metrics) => {
            const coordinator = new RemoteClient(coordinatorGrpcUrl, { target: 'coordinator' });
            return new RideHoldsAsker(database, holds, coordinator, reservationAskAfterMs, metrics);
          },
        },
      ],
    };
  }
}
