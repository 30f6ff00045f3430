import type { Pool } from 'pg';
import type { OutboxPublisher } from '../src/relay-pump';

/**
 * Relays with common mistakes, which prove that the checker finds lost and reordered events. Both order rows by a serial
 * number, as an outbox with a serial id does.
 */
export const addSerialNumber = (pool: Pool) =>
  pool.query('ALTER TABLE outbox ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY');

interface MutantRow {
  id: string;
  number: string;
  subject: string;
  payload: string;
  headers: Record<string, string>;
}

const send = (publisher: OutboxPublisher, row: MutantRow) =>
  publisher.publish(row.subject, row.payload, { messageId: row.id, headers: row.headers, timeoutMs: 5_000 });

/** Remembers the highest number that it has read, and reads rows above it. */
export class CursorRelay {
  private cursor = '0';

  constructor(
    private readonly pool: Pool,
    private readonly publisher: OutboxPublisher,
  ) {}

  async poll(): Promise<void> {
    const sql = 'SELECT * FROM outbox WHERE number > $1 ORDER BY number';
    const { rows } = await this.pool.query<MutantRow>(sql, [this.cursor]);
    for (const row of rows) {
      await send(this.publisher, row);
      this.cursor = row.number;
      await this.pool.query('UPDATE outbox SET published_at = now() WHERE id = $1', [row.id]);
    }
  }
}

/** Instances share the rows without a relay lock: each takes rows that no other has locked. */
export class SkipLockedRelay {
  constructor(
    private readonly pool: Pool,
    private readonly publisher: OutboxPublisher,
  ) {}

  async pollOne(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<MutantRow>(
        'SELECT * FROM outbox WHERE published_at IS NULL ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED',
      );
      const row = rows[0];
      if (row) {
        await send(this.publisher, row);
        await client.query('UPDATE outbox SET published_at = now() WHERE id = $1', [row.id]);
      }
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  }
}
