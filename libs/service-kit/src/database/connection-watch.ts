import { type BackOff, backOffMs, pause, within } from '@ride-hailing/timing';
import { Client, type ClientConfig } from 'pg';

/** Without jitter: each service has one such connection. */
const BACK_OFF: BackOff = { firstMs: 100, mostMs: 1_000, jitter: [1, 1] };
const LOOK_EVERY_MS = 500;
const LOOK_TIMEOUT_MS = 1_000;

export interface WatchHooks {
  /** After each connect, on the watching connection; not connected until it resolves. Throws: try again. */
  prepare: (client: Client) => Promise<void>;
  connected: () => void;
  /** Once per failed attempt and once per lost connection. */
  lost: (error: unknown) => void;
}

/**
 * Holds one connection of its own to know at once when the server goes away (its end, or an unanswered look
 * within about a second and a half), and comes back within about a second of the server's return.
 * Resolves when `signal` aborts.
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
  const client = new Client(config);
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

/** The client's own `connect()` never settles when it is ended meanwhile. */
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
