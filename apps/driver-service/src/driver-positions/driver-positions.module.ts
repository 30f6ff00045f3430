import { type DynamicModule, Module } from '@nestjs/common';
import { DriverPositionsConsumer } from './driver-positions.consumer';
import { DriverPositions } from './driver-positions.service';
import { FREE_WITHIN_MS } from '../who-is-free/who-is-free';
import { NearestController } from './nearest.controller';
import { NearestDrivers } from './nearest-drivers.service';

@Module({})
export class DriverPositionsModule {
  static forRoot({ freeWithinMs }: { readonly freeWithinMs: number }): DynamicModule {
    return {
      module: DriverPositionsModule,
      controllers: [NearestController],
      providers: [
        DriverPositions,
        DriverPositionsConsumer,
        NearestDrivers,
        { provide: FREE_WITHIN_MS, useValue: freeWithinMs },
      ],
      exports: [DriverPositions, NearestDrivers, FREE_WITHIN_MS],
    };
  }
}
