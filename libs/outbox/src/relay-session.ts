import { Client } from 'pg';
import { RelaySessionLostError } from './outbox.errors';

/** An unpublished row: the lowest such version of its aggregate. */
export interface OutboxRow {
  readonly id: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly subject: string;
  readonly payload: string;
  readonly headers: Record<string, string>;
}

export interface PublishedRow {
  readonly id: string;
  readonly streamSequence: number;
}

/** One number for every outbox: locks of Postgres are per database, and a database has one outbox. */
const RELAY_LOCK = 7_350_263_118;

const TRY_LOCK = 'SELECT pg_try_advisory_lock($1) AS held';

const COLUMNS = 'id, aggregate_id, version, subject, payload, headers';

/**
 * Jumps from one aggregate to the next along the index of unpublished rows, so that it costs the same whether an
 * aggregate has one waiting version or a hundred thousand.
 */
const HEADS = `
  WITH RECURSIVE head AS (
    (SELECT ${COLUMNS} FROM outbox WHERE published_at IS NULL AND aggregate_id > $1
     ORDER BY aggregate_id, version LIMIT 1)
    UNION ALL
    SELECT next.* FROM head CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM outbox WHERE published_at IS NULL AND aggregate_id > head.aggregate_id
      ORDER BY aggregate_id, version LIMIT 1) next
  )
  SELECT id, aggregate_id AS "aggregateId", version, subject, payload, headers FROM head LIMIT $2`;

const MARK = `
  UPDATE outbox SET published_at = clock_timestamp(), stream_sequence = acked.sequence
  FROM unnest($1::uuid[], $2::bigint[]) AS acked (id, sequence) WHERE outbox.id = acked.id`;

const OLDEST_AGE = `
  SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS "ageMs"
  FROM outbox WHERE published_at IS NULL`;

/**
 * The server's side of a dead client is found within 20 s, which frees the lock. Only index plans: a plan made
 * while the table was small is kept, and must still be right when 100,000 rows wait.
 */
const SETTINGS = [
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
];

/**
 * A connection of its own that holds the relay's lock. What is to be published is read, and marked, on this very
 * connection: who has lost the lock cannot read or mark any more, even without having noticed.
 */
export class RelaySession {
  private lost: RelaySessionLostError | undefined;

  private constructor(
    private readonly client: Client,
    private readonly onLost: () => void,
  ) {}

  /** @param onLost called once when the connection is gone, however it went */
  static async connect(databaseUrl: string, onLost: () => void): Promise<RelaySession> {
    const client = new Client({
      connectionString: databaseUrl,
      application_name: 'outbox-relay',
      options: SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      connectionTimeoutMillis: 5_000,
      statement_timeout: 5_000,
      query_timeout: 6_000,
      keepAlive: true,
    });
    const session = new RelaySession(client, onLost);
    client.on('error', (error) => session.fail(error));
    client.on('end', () => session.fail());
    try {
      await client.connect();
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  /**
   * @returns false while another session holds the lock. To be asked again and again rather than waited for in the
   * database, where a waiting statement would hold back the clean-up of dead rows.
   */
  async tryLock(): Promise<boolean> {
    const [row] = await this.query<{ held: boolean }>('outbox-lock', TRY_LOCK, [RELAY_LOCK]);
    return row?.held === true;
  }

  /** The lowest unpublished version of each aggregate after `after`, in the order of aggregates. */
  async heads(after: string, limit: number): Promise<OutboxRow[]> {
    return this.query<OutboxRow>('outbox-heads', HEADS, [after, limit]);
  }

  async mark(rows: readonly PublishedRow[]): Promise<void> {
    await this.query('outbox-mark', MARK, [rows.map(({ id }) => id), rows.map((row) => row.streamSequence)]);
  }

  async oldestAgeMs(): Promise<number> {
    const [row] = await this.query<{ ageMs: number }>('outbox-oldest', OLDEST_AGE, []);
    return Math.max(0, row?.ageMs ?? 0);
  }

  /** Gives the lock back by ending the connection; at once, also while a statement hangs. */
  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private async query<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    if (this.lost) throw this.lost;
    const { rows } = await this.client.query<Row>({ name, text, values });
    return rows;
  }

  private fail(cause?: unknown): void {
    if (this.lost) return;
    this.lost = new RelaySessionLostError({ cause });
    this.onLost();
  }
}
