import { type DynamicModule, Module } from '@nestjs/common';
import { Database, HealthChecks } from '@ride-hailing/service-kit';
import { RideDetailsModule } from '../ride-details/ride-details.module';
import { ALL_PUBLICATIONS } from './all-publications';
import { DatabaseViewPublication } from './database-view.publication';
import { PublicationMetrics } from './publication-metrics.service';
import type { PublicationsOptions } from './publication-parts';

/**
 * Publishes what the approaches that are on need. An approach that is off has no consumer and no connection, and the
 * grant on the view is revoked.
 */
@Module({})
export class PublicationsModule {
  static forRoot(options: PublicationsOptions): DynamicModule {
    return {
      module: PublicationsModule,
      imports: [RideDetailsModule],
      providers: [
        PublicationMetrics,
        {
          provide: DatabaseViewPublication,
          inject: [Database, HealthChecks],
          useFactory: (database: Database, health: HealthChecks) =>
            new DatabaseViewPublication(database, options.approaches.includes('database-view'), health),
        },
        ...options.approaches.flatMap((approach) => ALL_PUBLICATIONS[approach]?.providers(options) ?? []),
      ],
    };
  }
}
