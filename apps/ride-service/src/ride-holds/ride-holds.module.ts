import { type DynamicModule, Module } from '@nestjs/common';
import { ParticipantModule, type ParticipantVariables } from '@ride-hailing/participant';
import { RideHolds } from './ride-holds.service';

@Module({})
export class RideHoldsModule {
  static forRoot({
    coordinatorGrpcUrl,
    reservationAskAfterMs,
    tlsFolder,
  }: ParticipantVariables): DynamicModule {
    return {
      module: RideHoldsModule,
      imports: [
        ParticipantModule.forRoot({
          participant: RideHolds,
          table: 'ride_holds',
          noun: 'hold',
          logName: RideHolds.name,
          live: { states: ['TRIED'], metric: 'ride_holds_live', help: 'Rides that are held for a driver' },
          ...{ coordinatorGrpcUrl, tlsFolder },
          askAfterMs: reservationAskAfterMs,
        }),
      ],
    };
  }
}
