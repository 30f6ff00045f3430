import type { EntityManager } from 'typeorm';
import { NotInTransactionError } from './outbox.errors';

/** What the owner tells the world about one version of one of its things. */
export interface OutboxEvent {
  /** UUID of the event: key of its row, and message id by which the broker knows duplicates. */
  readonly id: string;
  /** What changed; 1 to 64 characters. Events of one aggregate are published in the order of their versions. */
  readonly aggregateId: string;
  /** Number of this change of the aggregate, from 1, issued by the database under the aggregate's row lock. */
  readonly version: number;
  readonly subject: string;
  readonly type: string;
  /** Kept and published as the JSON that it is when it is enqueued. */
  readonly payload: object;
  /** Sent as they are, such as CloudEvents attributes and the trace of the request. */
  readonly headers: Readonly<Record<string, string>>;
}

const INSERT = `INSERT INTO outbox (id, aggregate_id, version, subject, type, payload, headers)
                VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/**
 * Keeps an event in the transaction that makes the change it tells of: both are committed, or neither is.
 * Take the aggregate's row lock first and enqueue after it; otherwise versions may be committed out of order.
 * When the transaction has committed, call `nudge` on the relay; without it the next poll finds the event.
 *
 * @param manager of the running transaction
 * @throws {NotInTransactionError} outside a transaction
 * @throws {QueryFailedError} when this version of the aggregate was enqueued before (SQLSTATE 23505)
 */
export async function enqueue(manager: EntityManager, event: OutboxEvent): Promise<void> {
  if (!manager.queryRunner?.isTransactionActive) throw new NotInTransactionError();
  await manager.query(INSERT, [
    event.id,
    event.aggregateId,
    event.version,
    event.subject,
    event.type,
    JSON.stringify(event.payload),
    JSON.stringify(event.headers),
  ]);
}
