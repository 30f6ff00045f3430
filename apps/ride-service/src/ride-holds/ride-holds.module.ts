import { type DynamicModule, Module } from '@nestjs/common';
import { ParticipantModule } from '@ride-hailing/participant';
import { RideHolds } from './ride-holds.service';

export interface RideHoldsOptions {
  readonly coordinatorGrpcUrl: string;
  readonly reservationAskAfterMs: number;
}

@Module({})
export class RideHoldsModule {
  static forRoot({ coordinatorGrpcUrl, reservationAskAfterMs }: RideHoldsOptions): DynamicModule {
    return {
      module: RideHoldsModule,
      imports: [
        ParticipantModule.forRoot({
          participant: RideHolds,
          table: 'ride_holds',
          noun: 'hold',
          logName: RideHolds.name,
          live: { states: ['TRIED'], metric: 'ride_holds_live', help: 'Rides that are held for a driver' },
          coordinatorGrpcUrl,
          askAfterMs: reservationAskAfterMs,
        }),
      ],
    };
  }
}
