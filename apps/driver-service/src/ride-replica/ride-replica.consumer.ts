import { Injectable } from '@nestjs/common';
import { DRIVER_SERVICE_RIDE_REPLICA, parseRideDocument, rideDocumentSubject } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { BatchOutcomes, isDataError, isStatementCancelled, Metrics } from '@ride-hailing/service-kit';
import { newestPerRide } from '../ride-copy/newest-per-ride';
import { RideReplica } from './ride-replica.service';

const { stream, durable } = DRIVER_SERVICE_RIDE_REPLICA;

/** Consumes whole rides and stores them as they are. A batch is acknowledged after its commit. */
@Injectable()
export class RideReplicaConsumer {
  private readonly outcomes;

  constructor(
    private readonly replica: RideReplica,
    metrics: Metrics,
  ) {
    this.outcomes = new BatchOutcomes(metrics, durable);
  }

  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  async handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { newest, poison } = newestPerRide(batch, {
      parse: parseRideDocument,
      subject: rideDocumentSubject,
    });
    const applied = await this.replica.apply(newest);
    this.outcomes.count(batch.length - poison.length, applied);
    return poison;
  }
}
