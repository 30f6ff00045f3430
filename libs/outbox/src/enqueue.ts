import type { EntityManager } from 'typeorm';
import type { OutboxEvent } from './outbox-event';
import { NotInTransactionError } from './outbox.errors';

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
