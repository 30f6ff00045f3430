import { Injectable } from '@nestjs/common';
import { DRIVER_SERVICE_RIDE_REPLICA, parseRideDocument, rideDocumentSubject } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison } from '@ride-hailing/messaging';
import { isDataError, isStatementCancelled, Metrics } from '@ride-hailing/service-kit';
import { newestPerRide } from '../ride-copy/newest-per-ride';
import { RideReplica } from './ride-replica.service';

const { stream, durable } = DRIVER_SERVICE_RIDE_REPLICA;

/** Whole rides in, kept as they are. Acknowledged when this returns, which is after the commit. */
@Injectable()
export class RideReplicaConsumer {
  private readonly outcomes;

  constructor(
    private readonly replica: RideReplica,
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
      parse: parseRideDocument,
      subject: rideDocumentSubject,
    });
    const applied = await this.replica.apply(newest);
    this.outcomes.inc({ durable, outcome: 'applied' }, applied);
    this.outcomes.inc({ durable, outcome: 'superseded' }, batch.length - poison.length - applied);
    return poison;
  }
}
