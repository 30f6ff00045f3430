import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type Approach,
  type ConsumerDefinition,
  RIDE_SERVICE_SHARED_CACHE,
  RIDE_SERVICE_SHARED_FILES,
} from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import type { ObjectStore, SharedCache } from '@ride-hailing/shared-store';
import { isStatementCancelled } from '@ride-hailing/service-kit';
import type { CurrentRidesQuery } from '../current-rides/current-rides.query';
import { CurrentRideWriter } from './current-ride-writer';
import type { PublicationMetrics } from './publication-metrics.service';
import { ridesOfEvents } from './rides-of-events';

/** A document that no store takes, whenever it is offered. */
const isDataError = (error: unknown): boolean => error instanceof RangeError;
const taking = ({ stream, durable }: ConsumerDefinition) => ({
  stream,
  durable,
  batchSize: 500,
  isDataError,
  isTooSlow: isStatementCancelled,
});

abstract class SharedStorePublication implements OnApplicationShutdown {
  private readonly writer: CurrentRideWriter;

  constructor(
    private readonly approach: Approach,
    private readonly store: SharedCache | ObjectStore,
    rides: CurrentRidesQuery,
    private readonly metrics: PublicationMetrics,
  ) {
    this.writer = new CurrentRideWriter(store, rides);
  }

  /** Resolves when the current ride of each driver of the batch is written. */
  protected async publish(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { driverIds, poison } = ridesOfEvents(batch);
    await this.metrics.counted(this.approach, this.writer.write(driverIds));
    return poison;
  }

  /** The consumers have drained by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}

/** For `shared-cache`: the current ride of each driver, to the shared cache. Acknowledged when all are written. */
@Injectable()
export class SharedCachePublication extends SharedStorePublication {
  constructor(store: SharedCache, rides: CurrentRidesQuery, metrics: PublicationMetrics) {
    super('shared-cache', store, rides, metrics);
  }

  @BatchConsumer(taking(RIDE_SERVICE_SHARED_CACHE))
  handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    return this.publish(batch);
  }
}

/** For `shared-files`: the current ride of each driver, to the object store. Acknowledged when all are written. */
@Injectable()
export class SharedFilesPublication extends SharedStorePublication {
  constructor(store: ObjectStore, rides: CurrentRidesQuery, metrics: PublicationMetrics) {
    super('shared-files', store, rides, metrics);
  }

  @BatchConsumer(taking(RIDE_SERVICE_SHARED_FILES))
  handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    return this.publish(batch);
  }
}
