import { UnverifiedError } from '../../lab.errors';
import type { StoredMessage } from '../../world/lab-broker';
import type { LabDatabases } from '../../world/lab-databases';
import type { WaitingEvent } from './backlog';

/** A row of the outbox after the work. */
export interface MarkedRow {
  readonly id: string;
  readonly sequence: number | null;
  readonly isPublished: boolean;
}

const MARKS = `
  SELECT id, stream_sequence::float8 AS sequence, published_at IS NOT NULL AS "isPublished"
  FROM outbox WHERE id = ANY ($1::uuid[])`;

export const marksOf = (
  databases: LabDatabases,
  database: string,
  events: readonly WaitingEvent[],
): Promise<MarkedRow[]> => databases.rows<MarkedRow>(database, MARKS, [events.map(({ id }) => id)]);

/**
 * The stream holds each event once, byte for byte, and the versions of each ride in order.
 * @throws UnverifiedError saying what is wrong
 */
export function checkStored(events: readonly WaitingEvent[], stored: readonly StoredMessage[]): string {
  const byId = new Map(events.map((event) => [event.id, event]));
  const versions = new Map<string, number>();
  for (const { messageId, subject, text, sequence } of stored) {
    const event = byId.get(messageId);
    if (!event) throw new UnverifiedError(`message ${sequence} is a repeat, or of no event (${messageId})`);
    byId.delete(messageId);
    if (subject !== event.subject || text !== event.payload) {
      throw new UnverifiedError(`message ${sequence} is not what was enqueued as ${messageId}`);
    }
    const before = versions.get(event.aggregateId) ?? 0;
    if (event.version !== before + 1) {
      throw new UnverifiedError(`ride ${event.aggregateId}: version ${event.version} after ${before}`);
    }
    versions.set(event.aggregateId, event.version);
  }
  if (byId.size > 0)
    throw new UnverifiedError(`${byId.size} of ${events.length} events are not in the stream`);
  return `the stream holds each of ${events.length} events once, versions of ${versions.size} rides in order`;
}

/**
 * Each event's row is marked with the place of its message.
 * @throws UnverifiedError saying what is wrong
 */
export function checkMarks(rows: readonly MarkedRow[], stored: readonly StoredMessage[]): string {
  const sequences = new Map(stored.map(({ messageId, sequence }) => [messageId, sequence]));
  for (const { id, isPublished, sequence } of rows) {
    if (!isPublished) throw new UnverifiedError(`event ${id} is not marked as published`);
    if (sequences.get(id) !== sequence) {
      throw new UnverifiedError(`event ${id} is marked with ${sequence}, stored as ${sequences.get(id)}`);
    }
  }
  if (rows.length !== stored.length) {
    throw new UnverifiedError(`${rows.length} rows for ${stored.length} messages`);
  }
  return `${rows.length} rows are marked with the sequence of their message`;
}
