import { type DynamicModule, Module } from '@nestjs/common';
import { DriversController } from './drivers.controller';
import { Drivers } from './drivers.service';

@Module({})
export class DriversModule {
  /** @param currentRide exports the hybrid approach */
  static forRoot(currentRide: DynamicModule): DynamicModule {
    return {
      module: DriversModule,
      imports: [currentRide],
      controllers: [DriversController],
      providers: [Drivers],
    };
  }
}
