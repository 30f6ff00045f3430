import { Client, type ClientConfig, DatabaseError } from 'pg';
import { sessionOf, SESSIONS, urlPerHost } from './postgres-url';

/** What a server is asked after each connect. The meaning of the values is libpq's. */
const QUESTIONS: Record<(typeof SESSIONS)[number], string> = {
  'read-write': "SELECT current_setting('transaction_read_only') = 'off' AS fits",
  primary: 'SELECT NOT pg_is_in_recovery() AS fits',
};

const CONNECT_WITHIN_MS = 5_000;

type Callback = ((error: Error) => void) | ((error: null, client: Client) => void);

/** No host of the address is the primary, or none can be asked. */
export class PrimaryNotFoundError extends Error {
  override readonly name = 'PrimaryNotFoundError';
  readonly code = 'NO_PRIMARY';
}

interface Found {
  readonly host: string;
  readonly port: number;
  /** Why this is not the primary; undefined when it is. */
  readonly fault?: unknown;
}

/**
 * A client of node-postgres, which knows one host alone, for an address with several hosts. Each connect asks all hosts
 * at once, over connections of their own, and takes the first of the list that `target_session_attrs` fits; the new
 * connection is asked again. So it never stays at a standby, and a client made after a failover finds the promoted
 * server. Half of `connectionTimeoutMillis` is the time limit of a host; without that option it is 2.5 s. An address of
 * one host without `target_session_attrs` is not asked anything.
 * @throws PrimaryNotFoundError by `connect`, naming what is wrong with each host; what a host refuses, such as a login,
 * is thrown as the driver throws it
 */
export class PrimaryClient extends Client {
  private readonly question: string | undefined;
  private readonly candidates: readonly ClientConfig[];
  private readonly withinMs: number;
  private readonly leaving = new AbortController();

  constructor(given?: string | ClientConfig) {
    const config = typeof given === 'string' ? { connectionString: given } : given;
    const { connectionString: url = '', connectionTimeoutMillis } = config ?? {};
    const candidates = urlPerHost(url).map((connectionString) => ({ ...config, connectionString }));
    const isOne = candidates.length === 1;
    super(isOne ? given : candidates[0]);
    this.candidates = isOne ? [] : candidates;
    const session = SESSIONS.find((one) => one === sessionOf(url)) ?? (isOne ? undefined : 'read-write');
    this.question = session && QUESTIONS[session];
    this.withinMs = (connectionTimeoutMillis || CONNECT_WITHIN_MS) / 2;
  }

  override connect(): Promise<Client>;
  override connect(callback: Callback): void;
  override connect(callback?: Callback): Promise<Client> | void {
    if (!this.question) return callback ? super.connect(callback) : super.connect();
    const connecting = this.connectToPrimary(this.question);
    if (!callback) return connecting;
    const done = callback as (error: Error | null, client?: Client) => void;
    connecting.then(
      (client) => done(null, client),
      (error: Error) => done(error),
    );
  }

  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    this.leaving.abort();
    return callback ? super.end(callback) : super.end();
  }

  private async connectToPrimary(question: string): Promise<Client> {
    // Before the caller has the client, a connection that breaks would end the process.
    this.on('error', () => undefined);
    // Whoever gives up, such as a pool at its time limit, destroys the stream or ends the client.
    this.connection.stream.once('close', () => this.leaving.abort());
    if (this.candidates.length > 0) Object.assign(this, await this.findPrimary(question));
    if (this.leaving.signal.aborted) throw new Error('Connection terminated');
    await super.connect();
    const cut = setTimeout(() => this.connection.stream.destroy(), this.withinMs);
    let fits = false;
    try {
      const { rows } = await super.query<{ fits: boolean }>(question);
      fits = rows[0]?.fits === true;
    } finally {
      clearTimeout(cut);
      if (!fits) void this.end();
    }
    if (fits) return this;
    throw new PrimaryNotFoundError(`${this.host}:${this.port} takes no writes`);
  }

  private async findPrimary(question: string): Promise<Pick<Found, 'host' | 'port'>> {
    const { signal } = this.leaving;
    const asking = this.candidates.map((config) =>
      ask(config, { question, withinMs: this.withinMs, signal }),
    );
    const others: Found[] = [];
    for (const answer of asking) {
      const found = await answer;
      if (found.fault === undefined) return { host: found.host, port: found.port };
      others.push(found);
    }
    const refused = others.find(({ fault }) => fault instanceof DatabaseError);
    if (refused) throw refused.fault as DatabaseError;
    const reasons = others.map(({ host, port, fault }) => `${host}:${port}: ${reasonOf(fault)}`);
    throw new PrimaryNotFoundError(`none of the hosts takes writes: ${reasons.join('; ')}`);
  }
}

/** Several addresses of one name that refuse a connection give an error without a message. */
const reasonOf = (fault: unknown): string =>
  fault instanceof Error ? fault.message || String((fault as NodeJS.ErrnoException).code) : String(fault);

/** Asks one server over a connection of its own. Never rejects. */
async function ask(
  config: ClientConfig,
  { question, withinMs, signal }: { question: string; withinMs: number; signal: AbortSignal },
): Promise<Found> {
  const client = new Client({ ...config, stream: undefined });
  const { host, port } = client;
  client.on('error', () => undefined);
  const cut = () => client.connection.stream.destroy();
  // Not cleared: the connection has ended by then, whatever the server does.
  setTimeout(cut, withinMs).unref();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    const { rows } = await client.query<{ fits: boolean }>(question);
    return { host, port, fault: rows[0]?.fits ? undefined : 'is a standby, or read-only' };
  } catch (fault) {
    return { host, port, fault };
  } finally {
    signal.removeEventListener('abort', cut);
    void client.end().catch(() => undefined);
  }
}
