import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { CurrentRide, DETAILS_DEADLINE_MS } from './current-ride.service';
import { DriversController } from './drivers.controller';

@Module({})
export class CurrentRideModule {
  static forRoot(options: { detailsDeadlineMs: number; imports: ModuleMetadata['imports'] }): DynamicModule {
    return {
      module: CurrentRideModule,
      imports: options.imports,
      controllers: [DriversController],
      exports: [CurrentRide],
      providers: [CurrentRide, { provide: DETAILS_DEADLINE_MS, useValue: options.detailsDeadlineMs }],
    };
  }
}
