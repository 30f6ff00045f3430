import { PrimaryClient } from '@ride-hailing/addresses';
import { Socket } from 'node:net';
import { type Client } from 'pg';
import { RelaySessionLostError } from './outbox.errors';

/** The lowest unpublished version of an aggregate. */
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

/** One number for every outbox: Postgres locks are per database, and a database has one outbox. */
const RELAY_LOCK = 7_350_263_118;

const TRY_LOCK = 'SELECT pg_try_advisory_lock($1) AS held';

const COLUMNS = 'id, aggregate_id, version, subject, payload, headers';

/**
 * Jumps from one aggregate to the next along the index of unpublished rows (a loose index scan), so the cost does not
 * depend on how many versions of an aggregate wait.
 */
const HEADS = `
  WITH RECURSIVE head AS (
    (SELECT ${COLUMNS} FROM outbox WHERE published_at IS NULL AND aggregate_id > $1 AND id <> ALL ($3::uuid[])
     ORDER BY aggregate_id, version LIMIT 1)
    UNION ALL
    SELECT next.* FROM head CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM outbox
      WHERE published_at IS NULL AND aggregate_id > head.aggregate_id AND id <> ALL ($3::uuid[])
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
 * The server ends the session of a dead client within 20 s, and of one that reads nothing within 10 s; that frees the
 * lock. Only plans along an index, and in its order, are allowed, since a plan made while few rows wait is kept when
 * 100,000 do: one that sorts would then sort all of them once for each aggregate.
 */
const SETTINGS = [
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=10000',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'enable_sort=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
];

/** How long the server may take to close a connection. */
const CLOSE_MS = 300;

interface RelaySessionOptions {
  /** The server ends the session, and frees the lock, after this time without a statement. */
  readonly leaseMs: number;
  /** Called once when the connection is lost, for whatever reason. */
  readonly onLost: () => void;
  /** Aborts an attempt to connect. */
  readonly signal: AbortSignal;
}

/**
 * The connection that holds the relay's lock. Events are read and marked on this same connection, so an instance that
 * has lost the lock cannot read or mark any more, even if it has not noticed the loss.
 */
export class RelaySession {
  private lost: RelaySessionLostError | undefined;
  /** When the last answered statement was sent: the server's lease began at that time or later. */
  private heardAt = -Infinity;
  private beating: Promise<unknown> = Promise.resolve();
  private readonly heartbeat: NodeJS.Timeout;
  private underWay = 0;

  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
    private readonly options: Pick<RelaySessionOptions, 'leaseMs' | 'onLost'>,
  ) {
    this.heartbeat = setInterval(() => this.beat(), options.leaseMs / 4);
    this.heartbeat.unref();
  }

  /** @throws when the database cannot be reached within 5 s, or the signal aborts */
  static async connect(
    databaseUrl: string,
    { signal, ...options }: RelaySessionOptions,
  ): Promise<RelaySession> {
    const socket = new Socket();
    const settings = [...SETTINGS, `idle_session_timeout=${options.leaseMs}`];
    const client = new PrimaryClient({
      connectionString: databaseUrl,
      application_name: 'outbox-relay',
      options: settings.map((setting) => `-c ${setting}`).join(' '),
      connectionTimeoutMillis: 5_000,
      statement_timeout: 5_000,
      query_timeout: 6_000,
      keepAlive: true,
      stream: () => socket,
    });
    const session = new RelaySession(client, socket, options);
    client.on('error', (error) => session.fail(error));
    client.on('end', () => session.fail());
    const abort = () => void socket.destroy(new Error('stopped while connecting'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      await client.connect();
    } catch (error) {
      await session.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
    return session;
  }

  /** False once the lease may have ended, as after a freeze of this process: another relay may then be active. */
  isHeld(): boolean {
    return !this.lost && performance.now() - this.heardAt < this.options.leaseMs;
  }

  /**
   * @returns false while another session holds the lock. Poll it: a statement that waits for the lock would keep
   * autovacuum from removing dead rows.
   */
  async tryLock(): Promise<boolean> {
    const [row] = await this.query<{ held: boolean }>('outbox-lock', TRY_LOCK, [RELAY_LOCK]);
    return row?.held === true;
  }

  /**
   * The lowest unpublished version of each aggregate after `after`, in the order of aggregates. `underWay` are ids of rows
   * that are left out.
   */
  async heads(after: string, limit: number, underWay: readonly string[]): Promise<OutboxRow[]> {
    return this.query<OutboxRow>('outbox-heads', HEADS, [after, limit, underWay]);
  }

  async mark(rows: readonly PublishedRow[]): Promise<void> {
    await this.query('outbox-mark', MARK, [rows.map(({ id }) => id), rows.map((row) => row.streamSequence)]);
  }

  async oldestAgeMs(): Promise<number> {
    const [row] = await this.query<{ ageMs: number }>('outbox-oldest', OLDEST_AGE, []);
    return Math.max(0, row?.ageMs ?? 0);
  }

  /** Releases the lock by closing the connection, promptly even if a statement hangs or the server does not answer. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    const cut = setTimeout(() => this.socket.destroy(), CLOSE_MS);
    await this.client.end().catch(() => undefined);
    clearTimeout(cut);
  }

  /** Renews the lease while no other statement does. */
  private beat(): void {
    if (this.underWay > 0 || this.lost) return;
    this.beating = this.send('outbox-beat', 'SELECT 1', []).catch(() => undefined);
  }

  private async query<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    await this.beating;
    return this.send<Row>(name, text, values);
  }

  private async send<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    if (this.lost) throw this.lost;
    const sentAt = performance.now();
    this.underWay += 1;
    try {
      const { rows } = await this.client.query<Row>({ name, text, values });
      this.heardAt = sentAt;
      return rows;
    } finally {
      this.underWay -= 1;
    }
  }

  private fail(cause?: unknown): void {
    clearInterval(this.heartbeat);
    if (this.lost) return;
    this.lost = new RelaySessionLostError({ cause });
    this.options.onLost();
  }
}
