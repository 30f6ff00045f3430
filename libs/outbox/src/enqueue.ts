import { runInSpan, startChild, traceparentOf } from '@ride-hailing/tracing';
import type { EntityManager } from 'typeorm';
import { NotInTransactionError } from './outbox.errors';

/** One version of one of the owner's aggregates, as it is published. */
export interface OutboxEvent {
  /** UUID of the event: primary key of its row, and the message id by which the broker recognises duplicates. */
  readonly id: string;
  /** Id of what changed, 1 to 64 characters. Events of one aggregate are published in the order of their versions. */
  readonly aggregateId: string;
  /** Number of this change of the aggregate, from 1, issued by the database under the aggregate's row lock. */
  readonly version: number;
  readonly subject: string;
  readonly type: string;
  /** Serialised to JSON when it is enqueued; later changes of the object have no effect. */
  readonly payload: object;
  /**
   * CloudEvents attributes, and as `traceparent` the trace of the request. Published unchanged, except that `traceparent`
   * names the span of the publication while the trace is recorded.
   */
  readonly headers: Readonly<Record<string, string>>;
}

/** An event of a change whose version is issued by the statement that enqueues it. */
export type UnversionedEvent = Omit<OutboxEvent, 'version'>;

const INSERT = `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
                VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/**
 * Writes an event in the transaction of the change that it describes: both are committed, or neither is.
 * Lock the aggregate's row before enqueueing; otherwise versions may be committed out of order.
 * Call the relay's `nudge` after the commit; without it the next poll finds the event.
 *
 * @param manager of the running transaction
 * @throws {NotInTransactionError} outside a transaction
 * @throws {QueryFailedError} when this version of the aggregate was enqueued before (SQLSTATE 23505)
 */
export async function enqueue(manager: EntityManager, event: OutboxEvent): Promise<void> {
  if (!manager.queryRunner?.isTransactionActive) throw new NotInTransactionError();
  await enqueued(event, ({ id, aggregateId, version, subject, type, payload, headers }) =>
    manager.query(INSERT, [
      ...[id, aggregateId, version, subject, type, JSON.stringify(payload), JSON.stringify(headers)],
    ]),
  );
}

/** Inserts an event in a span of its own, which its `traceparent` names, while the trace is recorded. */
export function enqueued<Event extends UnversionedEvent & Partial<Pick<OutboxEvent, 'version'>>, Result>(
  event: Event,
  insert: (event: Event) => Promise<Result>,
): Promise<Result> {
  const attributes = { 'messaging.message.id': event.id, 'outbox.version': event.version };
  const span = startChild({ name: `enqueue ${event.type}`, attributes });
  const headers = span ? { ...event.headers, traceparent: traceparentOf(span.spanContext()) } : event.headers;
  return runInSpan(span, () => insert({ ...event, headers }));
}
