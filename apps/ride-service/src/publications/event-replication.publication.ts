import { Injectable } from '@nestjs/common';
import { RIDE_SERVICE_DOCUMENTS } from '@ride-hailing/contracts';
import { BatchConsumer, type IncomingMessage, type Poison, PublishError } from '@ride-hailing/messaging';
import { isStatementCancelled } from '@ride-hailing/service-kit';
import { ridesOfEvents } from './rides-of-events';
import { PublicationMetrics } from './publication-metrics.service';
import { DocumentPublisher } from './document-publisher';

const { stream, durable } = RIDE_SERVICE_DOCUMENTS;

/** A document that the broker will never take, whenever it is offered. */
const isDataError = (error: unknown): boolean =>
  error instanceof PublishError && (error.refusal === 'too-large' || error.refusal === 'invalid');

/** For `event-replication`: rides whole, to RIDE_DOCUMENTS. Acknowledged when the broker has stored all. */
@Injectable()
export class EventReplicationPublication {
  constructor(
    private readonly documents: DocumentPublisher,
    private readonly metrics: PublicationMetrics,
  ) {}

  @BatchConsumer({ stream, durable, batchSize: 500, isDataError, isTooSlow: isStatementCancelled })
  async handle(batch: readonly IncomingMessage[]): Promise<readonly Poison[]> {
    const { rideIds, poison } = ridesOfEvents(batch);
    await this.metrics.counted('event-replication', this.documents.publish(rideIds));
    return poison;
  }
}
