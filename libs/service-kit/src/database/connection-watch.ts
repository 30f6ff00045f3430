import { PrimaryClient } from '@ride-hailing/addresses';
import { type BackOff, backOffMs, pause, within } from '@ride-hailing/timing';
import { type Client, type ClientConfig } from 'pg';

/** Has no jitter, since each instance of a service has one such connection. */
const BACK_OFF: BackOff = { firstMs: 100, mostMs: 1_000, jitter: [1, 1] };
const LOOK_EVERY_MS = 500;
const LOOK_TIMEOUT_MS = 1_000;

export interface WatchHooks {
  /**
   * Runs after each connect, on the watching connection. The connection counts once it resolves; a rejection leads to
   * a retry.
   */
  prepare: (client: Client) => Promise<void>;
  connected: () => void;
  /** Called once per failed attempt and once per lost connection. */
  lost: (error: unknown) => void;
}

/**
 * Holds a connection of its own to notice outages: at once when the connection ends, and within about 1.5 s when the
 * server stops answering. Connects again within about a second of the outage's end. Resolves when `signal` aborts.
 */
export async function watchConnection(
  config: ClientConfig,
  hooks: WatchHooks,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const error = await holdOnce(config, signal, {
      ...hooks,
      connected: () => {
        attempt = 1;
        hooks.connected();
      },
    });
    if (signal.aborted) return;
    hooks.lost(error);
    await pause(backOffMs(attempt, BACK_OFF), signal);
  }
}

/** Connects and stays until the connection is lost or `signal` aborts; resolves with the reason. */
async function holdOnce(config: ClientConfig, signal: AbortSignal, hooks: WatchHooks): Promise<unknown> {
  const client = new PrimaryClient(config);
  const gone = new AbortController();
  const leave = (error?: unknown) => gone.abort(error ?? new Error('Connection terminated'));
  client.on('error', leave);
  client.on('end', () => leave());
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await connected(client, signal);
    await hooks.prepare(client);
    hooks.connected();
    for (;;) {
      await pause(LOOK_EVERY_MS, gone.signal);
      gone.signal.throwIfAborted();
      await look(client);
    }
  } catch (error) {
    return gone.signal.aborted ? gone.signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Needed because the client's own `connect()` never settles when the client is ended before it is connected. */
async function connected(client: Client, signal: AbortSignal): Promise<void> {
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([client.connect(), stopped]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

async function look(client: Client): Promise<void> {
  await within(LOOK_TIMEOUT_MS, client.query('SELECT 1'), (limitMs) => {
    throw new Error(`No answer in ${limitMs} ms`);
  });
}
