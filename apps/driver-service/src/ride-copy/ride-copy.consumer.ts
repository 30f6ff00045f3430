import { Injectable } from '@nestjs/common';
import { DRIVER_SERVICE_RIDE_COPY, parseRideChanged, rideChangedSubject } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { BatchOutcomes, isDataError, isStatementCancelled, Metrics } from '@ride-hailing/service-kit';
import { newestPerRide } from './newest-per-ride';
import { RideCopy } from './ride-copy.service';

const { stream, durable } = DRIVER_SERVICE_RIDE_COPY;

/** Consumes ride events and stores their essential fields. A batch is acknowledged after its commit. */
@Injectable()
export class RideCopyConsumer {
  private readonly outcomes;

  constructor(
    private readonly copy: RideCopy,
    metrics: Metrics,
  ) {
    this.outcomes = new BatchOutcomes(metrics, durable);
  }

  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  async handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { newest, poison } = newestPerRide(batch, {
      parse: parseRideChanged,
      subject: rideChangedSubject,
    });
    const applied = await this.copy.apply(newest);
    this.outcomes.count(batch.length - poison.length, applied);
    return poison;
  }
}
