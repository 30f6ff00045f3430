import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config';
import { FREE_WITHIN_MS } from '../who-is-free/who-is-free';
import { DriverPositionsConsumer } from './driver-positions.consumer';
import { DriverPositions } from './driver-positions.service';
import { NearestController } from './nearest.controller';
import { NearestDriversQuery } from './nearest-drivers.query';

@Module({})
export class DriverPositionsModule {
  static forRoot({ freeWithinMs }: Config): DynamicModule {
    return {
      module: DriverPositionsModule,
      controllers: [NearestController],
      providers: [
        DriverPositions,
        DriverPositionsConsumer,
        NearestDriversQuery,
        { provide: FREE_WITHIN_MS, useValue: freeWithinMs },
      ],
      exports: [DriverPositions, NearestDriversQuery, FREE_WITHIN_MS],
    };
  }
}
