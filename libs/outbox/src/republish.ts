import type { Pool } from 'pg';

const BATCH_SIZE = 5_000;

/** Aggregate by aggregate, versions ascending: what is flagged first must not be newer than what comes after it. */
const FLAG = `
  UPDATE outbox SET published_at = NULL, stream_sequence = NULL WHERE id IN (
    SELECT id FROM outbox WHERE published_at >= $1 AND published_at < $2
    ORDER BY aggregate_id, version LIMIT $3)`;

const COUNT_PUBLISHED = 'SELECT count(*)::int AS count FROM outbox WHERE published_at >= $1';

const COUNT_WAITING = `
  SELECT count(*)::int AS count FROM outbox WHERE published_at IS NULL AND created_at < $1`;

type Queries = Pick<Pool, 'query'>;

/**
 * For a stream that was lost: flags everything published since then as unpublished, so that the relay publishes
 * it again, in the order of versions. It reaches back as far as rows are kept. Message ids stay the same: what
 * the stream still holds and remembers is not stored twice; what it remembers and no longer holds is stored again.
 *
 * @returns how many events will be published again
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

/** How many events `republish` would take up. */
export const countPublished = (pool: Queries, since: Date): Promise<number> =>
  count(pool, COUNT_PUBLISHED, since);

/** How many events that were enqueued before then, by the database's clock, are still to be published. */
export const countWaiting = (pool: Queries, enqueuedBefore: Date): Promise<number> =>
  count(pool, COUNT_WAITING, enqueuedBefore);

async function count(pool: Queries, statement: string, time: Date): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(statement, [time]);
  return rows[0]?.count ?? 0;
}
