import type { EntityManager } from 'typeorm';

/**
 * Overwrites fields in the payloads of all kept events of these aggregates, published or not, for data that must not be
 * kept: what is published later, or again, holds the given values. What streams hold already stays there.
 * Call it in the transaction that erases the aggregate, before that change is enqueued.
 */
export async function overwriteEvents(
  manager: Pick<EntityManager, 'query'>,
  aggregateIds: readonly string[],
  fields: object,
): Promise<void> {
  await manager.query(
    `UPDATE outbox SET payload = (payload::jsonb || $2::jsonb)::text WHERE aggregate_id = ANY($1)`,
    [aggregateIds, JSON.stringify(fields)],
  );
}
