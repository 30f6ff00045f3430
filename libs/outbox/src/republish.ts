import type { Pool } from 'pg';

const BATCH = 5_000;

/** Aggregate by aggregate, versions ascending: what is flagged first must not be newer than what comes after it. */
const FLAG = `
  UPDATE outbox SET published_at = NULL, stream_sequence = NULL WHERE id IN (
    SELECT id FROM outbox WHERE published_at >= $1 AND published_at < $2
    ORDER BY aggregate_id, version LIMIT ${BATCH})`;

/**
 * For a stream that was lost: flags everything published since then as unpublished, so that the relay publishes
 * it again, in the order of versions. It reaches back as far as rows are kept. Message ids stay the same: what
 * the stream still holds and remembers is not stored twice.
 *
 * @returns how many events will be published again
 */
export async function republish(pool: Pick<Pool, 'query'>, since: Date): Promise<number> {
  const { rows } = await pool.query<{ now: string }>('SELECT clock_timestamp()::text AS now');
  let total = 0;
  for (;;) {
    const { rowCount } = await pool.query(FLAG, [since, rows[0]?.now]);
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return total;
  }
}
