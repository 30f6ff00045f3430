import { Injectable } from '@nestjs/common';
import {
  cloudEventHeaders,
  RIDE_DOCUMENT_TYPE,
  RIDE_EVENT_SOURCE,
  type RideDocument,
  rideDocumentSubject,
} from '@ride-hailing/contracts';
import { JetStreamPublisher } from '@ride-hailing/messaging';
import { RideDetailsQuery } from '../ride-details/ride-details.query';
import { inParallel } from './in-parallel';
import type { Published } from './publication-parts';
import { rideDocument } from './ride-document';

const MOST_AT_ONCE = 128;

/**
 * Publishes whole rides, in their current versions, to RIDE_DOCUMENTS. Earlier versions may be left out, and documents
 * may arrive in any order: a consumer keeps the highest version.
 */
@Injectable()
export class DocumentPublisher {
  constructor(
    private readonly rides: RideDetailsQuery,
    private readonly publisher: JetStreamPublisher,
  ) {}

  /**
   * @param again part of the message ids, so that versions that the stream has or had are stored once more
   * @throws BrokerUnavailableError, PublishError when not all documents are stored; some may be
   */
  async publish(rideIds: readonly string[], again?: string): Promise<Published> {
    const rows = [...(await this.rides.byIds(rideIds)).values()];
    const stored = await inParallel(rows, MOST_AT_ONCE, (row) => this.store(rideDocument(row), again));
    const written = stored.filter(Boolean).length;
    return { written, unchanged: rows.length - written, superseded: 0, conflicts: 0 };
  }

  private async store(document: RideDocument, again?: string): Promise<boolean> {
    const { rideId, version, changedAt } = document;
    const id = `${rideId}:${version}`;
    const { duplicate } = await this.publisher.publish(
      rideDocumentSubject(rideId),
      JSON.stringify(document),
      {
        messageId: again === undefined ? id : `${id}:${again}`,
        headers: cloudEventHeaders({
          id,
          type: RIDE_DOCUMENT_TYPE,
          source: RIDE_EVENT_SOURCE,
          subject: rideId,
          time: changedAt,
        }),
      },
    );
    return !duplicate;
  }
}
