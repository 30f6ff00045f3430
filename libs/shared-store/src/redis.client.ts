import { BACK_OFF } from '@ride-hailing/messaging';
import { backOffMs, endsWithin, pause, within } from '@ride-hailing/timing';
import { randomUUID } from 'node:crypto';
import type { StoreClient, StoredValue } from './shared-store.port';

const CONNECT_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 2_000;
/** A connection is replaced when commands time out and nothing has been answered for this long. */
const SILENT_MS = 2_000;
const LIFE_MS = 60 * 60 * 1_000;

/** The writer issues the revision at random: a counter in the value would start again after the value expires. */
const COMPARE_AND_SET = `
local held = ''
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  local found = redis.call('HMGET', KEYS[1], 'revision', 'data')
  if found[1] or found[2] then held = 'unreadable' end
  if found[1] and found[1] ~= '' and found[2] then held = found[1] end
elseif kind ~= 'none' then
  held = 'unreadable'
end
if held ~= ARGV[1] then return 0 end
if held == 'unreadable' then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'revision', ARGV[2], 'data', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1`;

/** A value that others have written in another form. The script above uses the same revision for it. */
const UNREADABLE: StoredValue = { data: new Uint8Array(0), revision: 'unreadable' };

const isOfAnotherType = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('WRONGTYPE');

export interface RedisOptions {
  readonly url: string;
  /** Name of the connection. */
  readonly name: string;
  /** Precedes each key, with a colon. */
  readonly prefix: string;
}

/** Loads the package on first use only. */
const connectionTo = async ({ url, name }: RedisOptions) => {
  const { createClient, RESP_TYPES } = await import('@redis/client');
  const client = createClient({
    url,
    name,
    disableOfflineQueue: true,
    // This class reconnects itself, since the library waits for ever for a server that accepts and never answers.
    socket: { connectTimeout: CONNECT_WITHIN_MS, reconnectStrategy: false },
  });
  return { client, bytes: client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }) };
};

/** The client, and its commands with values as bytes. */
type Connection = Awaited<ReturnType<typeof connectionTo>>;

/** Redis or Valkey: each value is a hash of data and revision, kept for an hour, and written atomically by a script. */
export class RedisClient implements StoreClient {
  private readonly closing = new AbortController();
  private readonly loop: Promise<void>;
  private connection?: Connection;
  private fault = 'not connected yet';
  private silentSince?: number;
  private giveUp: () => void = () => undefined;

  constructor(private readonly options: RedisOptions) {
    this.loop = this.stayConnected();
  }

  async get(key: string, timeoutMs: number): Promise<StoredValue | undefined> {
    const fields = await this.answer(timeoutMs, ({ bytes }) =>
      bytes.hmGet(this.keyOf(key), ['revision', 'data']),
    ).catch((error: unknown) => {
      if (isOfAnotherType(error)) return undefined;
      throw error;
    });
    if (!fields) return UNREADABLE;
    const [revision, data] = fields;
    if (!revision && !data) return undefined;
    return revision?.length && data ? { revision: revision.toString(), data } : UNREADABLE;
  }

  async put(
    key: string,
    data: Uint8Array,
    revision: string | undefined,
    timeoutMs: number,
  ): Promise<boolean> {
    const content = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const written = await this.answer(timeoutMs, ({ client }) =>
      client.eval(COMPARE_AND_SET, {
        keys: [this.keyOf(key)],
        arguments: [revision ?? '', randomUUID(), content, String(LIFE_MS)],
      }),
    );
    return written === 1;
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.giveUp();
    await endsWithin(CLOSE_WITHIN_MS, this.loop);
  }

  private keyOf(key: string): string {
    return `${this.options.prefix}:${key}`;
  }

  private async answer<T>(timeoutMs: number, command: (connection: Connection) => Promise<T>): Promise<T> {
    const { connection } = this;
    if (!connection) throw new Error(this.fault);
    const answered = command(connection).finally(() => (this.silentSince = undefined));
    try {
      return await within(timeoutMs, answered);
    } catch (error) {
      // A silent connection is noticed only by the time-outs of commands, since without commands it does no harm.
      const now = performance.now();
      if (connection === this.connection && now - (this.silentSince ??= now) > SILENT_MS) this.giveUp();
      throw error;
    }
  }

  private async stayConnected(): Promise<void> {
    const { signal } = this.closing;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        const connection = await connectionTo(this.options);
        if (!signal.aborted && (await this.use(connection))) attempt = 0;
      } catch (error) {
        this.fault = `not connected: ${String(error)}`;
      }
      await pause(backOffMs(attempt + 1, BACK_OFF), signal);
    }
  }

  /** Uses the connection until it breaks, is given up or the client is closed. False when it never came up. */
  private async use(connection: Connection): Promise<boolean> {
    const { client } = connection;
    let giveUp = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      giveUp = resolve;
      client.on('error', (error: Error) => {
        this.fault = `not connected: ${error.message}`;
        resolve();
      });
    });
    this.giveUp = giveUp;
    const connecting = client.connect().catch(giveUp);
    await endsWithin(CONNECT_WITHIN_MS, Promise.race([ended, connecting]));
    const up = client.isReady && !this.closing.signal.aborted;
    if (up) {
      this.silentSince = undefined;
      this.connection = connection;
      await ended;
      this.connection = undefined;
    }
    if (client.isOpen) client.destroy();
    return up;
  }
}
