import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { RIDE_SERVICE_SHARED_FILES } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import type { ObjectStore } from '@ride-hailing/shared-store';
import { isStatementCancelled } from '@ride-hailing/service-kit';
import type { CurrentRidesQuery } from '../current-rides/current-rides.query';
import { changedRides } from './changed-rides';
import { CurrentRideWriter } from './current-ride-writer';
import type { PublicationMetrics } from './publication-metrics.service';

const { stream, durable } = RIDE_SERVICE_SHARED_FILES;

/** A document that no store takes, whenever it is offered. */
const isDataError = (error: unknown): boolean => error instanceof RangeError;

/** For `shared-files`: the current ride of each driver, to the object store. Acknowledged when all are written. */
@Injectable()
export class SharedFilesPublication implements OnApplicationShutdown {
  private readonly writer: CurrentRideWriter;

  constructor(
    private readonly store: ObjectStore,
    rides: CurrentRidesQuery,
    private readonly metrics: PublicationMetrics,
  ) {
    this.writer = new CurrentRideWriter(store, rides);
  }

  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  async handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { driverIds, poison } = changedRides(batch);
    await this.metrics.counted('shared-files', this.writer.write(driverIds));
    return poison;
  }

  /** The consumers have drained by now. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
