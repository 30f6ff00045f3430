import { type DynamicModule, Logger, Module, type Provider } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import { JetStreamPublisher, MessagingEvents } from '@ride-hailing/messaging';
import {
  openObjectStore,
  openSharedCache,
  sharedCacheOptions,
  sharedFilesOptions,
} from '@ride-hailing/shared-store';
import { Database, HealthChecks, Metrics, observeConsumers } from '@ride-hailing/service-kit';
import { CurrentRidesModule } from '../current-rides/current-rides.module';
import { CurrentRidesQuery } from '../current-rides/current-rides.query';
import { RideDetailsModule } from '../ride-details/ride-details.module';
import { RideDetailsQuery } from '../ride-details/ride-details.query';
import { DatabaseViewPublication } from './database-view.publication';
import { EventReplicationPublication } from './event-replication.publication';
import { PublicationMetrics } from './publication-metrics.service';
import { CACHE, FILES, type PublicationsOptions } from './publications.config';
import { DocumentPublisher } from './document-publisher';
import { SharedCachePublication, SharedFilesPublication } from './shared-store.publications';

/** What each approach needs here; `hybrid` and `sync-api` need nothing. */
const providersFor = (options: PublicationsOptions): Partial<Record<Approach, Provider[]>> => ({
  'event-replication': [
    {
      provide: DocumentPublisher,
      inject: [RideDetailsQuery, JetStreamPublisher],
      useFactory: (rides: RideDetailsQuery, publisher: JetStreamPublisher) =>
        new DocumentPublisher(rides, publisher),
    },
    EventReplicationPublication,
  ],
  'shared-cache': [
    {
      provide: SharedCachePublication,
      inject: [CurrentRidesQuery, PublicationMetrics],
      useFactory: (rides: CurrentRidesQuery, metrics: PublicationMetrics) =>
        new SharedCachePublication(openSharedCache(sharedCacheOptions(options, CACHE)), rides, metrics),
    },
  ],
  'shared-files': [
    {
      provide: SharedFilesPublication,
      inject: [CurrentRidesQuery, PublicationMetrics],
      useFactory: (rides: CurrentRidesQuery, metrics: PublicationMetrics) =>
        new SharedFilesPublication(openObjectStore(sharedFilesOptions(options, FILES)), rides, metrics),
    },
  ],
});

const CONSUMER_OBSERVER = Symbol('ConsumerObserver');

/**
 * What the owner gives out for the approaches that are on. For one that is off nothing exists here: no consumer, no
 * connection; and the view is taken back.
 */
@Module({})
export class PublicationsModule {
  static forRoot(options: PublicationsOptions): DynamicModule {
    const forApproach = providersFor(options);
    return {
      module: PublicationsModule,
      imports: [CurrentRidesModule, RideDetailsModule],
      providers: [
        PublicationMetrics,
        {
          provide: CONSUMER_OBSERVER,
          inject: [Metrics, MessagingEvents],
          useFactory: (metrics: Metrics, events: MessagingEvents) =>
            observeConsumers(metrics, events, new Logger('Messaging')),
        },
        {
          provide: DatabaseViewPublication,
          inject: [Database, HealthChecks],
          useFactory: (database: Database, health: HealthChecks) =>
            new DatabaseViewPublication(database, options.approaches.includes('database-view'), health),
        },
        ...options.approaches.flatMap((approach) => forApproach[approach] ?? []),
      ],
    };
  }
}
