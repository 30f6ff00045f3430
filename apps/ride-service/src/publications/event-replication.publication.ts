import { Injectable } from '@nestjs/common';
import { RIDE_SERVICE_DOCUMENTS } from '@ride-hailing/contracts';
import {
  BatchConsumer,
  Broker,
  brokerLogin,
  type IncomingMessage,
  JetStreamPublisher,
  MessagingEvents,
  type Poison,
  PublishError,
} from '@ride-hailing/messaging';
import { isStatementCancelled } from '@ride-hailing/service-kit';
import { randomUUID } from 'node:crypto';
import { RideDetailsQuery } from '../ride-details/ride-details.query';
import { DocumentPublisher } from './document-publisher';
import { PublicationMetrics } from './publication-metrics.service';
import type { PublicationParts } from './publication-parts';
import { ridesOfEvents } from './rides-of-events';

const { stream, durable } = RIDE_SERVICE_DOCUMENTS;

/** Whether the broker will never accept the document. */
const isDataError = (error: unknown): boolean =>
  error instanceof PublishError && (error.refusal === 'too-large' || error.refusal === 'invalid');

/** For `event-replication`: publishes whole rides to RIDE_DOCUMENTS. Acks a batch when the broker has stored all. */
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

export const eventReplication: PublicationParts = {
  providers: () => [DocumentPublisher, EventReplicationPublication],
  target: (database, options) => {
    const broker = new Broker(brokerLogin(options, 'ride-service-republish'), new MessagingEvents());
    broker.start();
    const documents = new DocumentPublisher(new RideDetailsQuery(database), new JetStreamPublisher(broker));
    // Without it, documents within the duplicate window would not reach a consumer that has lost them.
    const again = randomUUID();
    return {
      title: 'event-replication: rides',
      pages: 'rides',
      publish: (ids) => documents.publish(ids, again),
      close: () => broker.close(),
    };
  },
};
