import { Injectable } from '@nestjs/common';
import { DRIVER_SERVICE_RIDE_COPY, parseRideChanged, rideChangedSubject } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { isDataError, isStatementCancelled, Metrics } from '@ride-hailing/service-kit';
import { newestPerRide } from './newest-per-ride';
import { RideCopy } from './ride-copy.service';

const { stream, durable } = DRIVER_SERVICE_RIDE_COPY;

/** Ride events in, essential fields kept. Acknowledged when this returns, which is after the commit. */
@Injectable()
export class RideCopyConsumer {
  private readonly outcomes;

  constructor(
    private readonly copy: RideCopy,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter({
      name: 'messages_processed_total',
      help: 'Messages by what became of them: applied, or superseded by a newer one',
      labelNames: ['durable', 'outcome'],
    });
  }

  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  async handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { newest, poison } = newestPerRide(batch, {
      parse: parseRideChanged,
      subject: rideChangedSubject,
    });
    const applied = await this.copy.apply(newest);
    this.outcomes.inc({ durable, outcome: 'applied' }, applied);
    this.outcomes.inc({ durable, outcome: 'superseded' }, batch.length - poison.length - applied);
    return poison;
  }
}
