import { Pool, type Dispatcher } from 'undici';

const CONNECTIONS = 64;
/** Requests that wait for a connection. One more is refused at once: it would wait in vain. */
const MOST_WAITING = 512;
const CONNECT_TIMEOUT_MS = 1_000;
/** Shorter than the services keep them, so that a connection is not closed just as it is used again. */
const KEEP_ALIVE_MS = 4_000;

class TooManyWaitingError extends Error {
  readonly code = 'TOO_MANY_WAITING';
}

// The library hands over no data beside an error.
type Answered = (error: Error | null, data: Dispatcher.ResponseData) => void;

/** Kept connections to one service, bounded; each request has one deadline for waiting, asking and answering. */
export class UpstreamConnections {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly timeoutMs: number,
  ) {
    this.pool = new Pool(url, {
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
    });
  }

  /** In the shape that the proxy library calls; see its option `undici`. */
  request(options: Dispatcher.RequestOptions, answered: Answered): void {
    if (this.pool.stats.queued >= MOST_WAITING) {
      answered(new TooManyWaitingError('too many requests wait'), undefined as never);
      return;
    }
    this.pool.request({ ...options, signal: AbortSignal.timeout(this.timeoutMs) }, answered);
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
