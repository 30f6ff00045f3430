import type { Pool } from 'pg';

const BATCH_SIZE = 5_000;

/** Ordered by aggregate and version: the relay may publish the first batch before the next one is flagged. */
const FLAG = `
  UPDATE outbox SET published_at = NULL, stream_sequence = NULL WHERE id IN (
    SELECT id FROM outbox WHERE published_at >= $1 AND published_at < $2
    ORDER BY aggregate_id, version LIMIT $3)`;

const COUNT_PUBLISHED = 'SELECT count(*)::int AS count FROM outbox WHERE published_at >= $1';

const COUNT_WAITING = `
  SELECT count(*)::int AS count FROM outbox WHERE published_at IS NULL AND created_at < $1`;

type Queries = Pick<Pool, 'query'>;

/**
 * Restores a lost stream: flags all events published since then as unpublished, so that the relay publishes them again
 * in the order of versions, as far back as rows are kept. Message ids stay the same: within
 * its duplicate window, the stream does not store an event twice that it still holds, and stores again one that it has lost.
 *
 * @returns the number of events that will be published again
 */
export async function republish(pool: Queries, since: Date, batchSize = BATCH_SIZE): Promise<number> {
  const { rows } = await pool.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  let total = 0;
  for (;;) {
    const { rowCount } = await pool.query(FLAG, [since, rows[0]?.now, batchSize]);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return total;
  }
}

/** The number of events that `republish` would flag. */
export const countPublished = (pool: Queries, since: Date): Promise<number> =>
  count(pool, COUNT_PUBLISHED, since);

/** The number of unpublished events that were enqueued before that time, by the database's clock. */
export const countWaiting = (pool: Queries, enqueuedBefore: Date): Promise<number> =>
  count(pool, COUNT_WAITING, enqueuedBefore);

async function count(pool: Queries, statement: string, time: Date): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statement, [time]);
  return rows[0]?.count ?? 0;
}
