import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { PhaseMetrics } from './phase-metrics.service';
import { ReservationsController } from './reservations.controller';
import { Reservations } from './reservations.service';

@Module({})
export class ReservationsModule {
  static forRoot(options: { imports: ModuleMetadata['imports'] }): DynamicModule {
    return {
      module: ReservationsModule,
      imports: options.imports,
      controllers: [ReservationsController],
      providers: [Reservations, PhaseMetrics],
    };
  }
}
