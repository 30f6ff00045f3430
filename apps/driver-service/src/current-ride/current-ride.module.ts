import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { CurrentRide, DETAILS_DEADLINE_MS } from './current-ride.service';
import { DriversController } from './drivers.controller';
import { LocalEssentials } from './local-essentials.service';

@Module({})
export class CurrentRideModule {
  static forRoot(options: { detailsDeadlineMs: number; imports: ModuleMetadata['imports'] }): DynamicModule {
    return {
      module: CurrentRideModule,
      imports: options.imports,
      controllers: [DriversController],
      exports: [CurrentRide, LocalEssentials],
      providers: [
        CurrentRide,
        LocalEssentials,
        { provide: DETAILS_DEADLINE_MS, useValue: options.detailsDeadlineMs },
      ],
    };
  }
}
