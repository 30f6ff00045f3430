import { endSpan, kindOfError, type Span, traceparentOf } from '@ride-hailing/tracing';
import { Pool, type Dispatcher } from 'undici';
import { startUpstreamSpan } from '../upstream-span';

const CONNECTIONS = 64;
/** Requests that may wait for a connection. Further ones are refused at once. */
const MOST_WAITING = 512;
const CONNECT_TIMEOUT_MS = 1_000;
/** Shorter than the keep-alive of the services, so that they do not close a connection just as it is reused. */
const KEEP_ALIVE_MS = 4_000;

class TooManyWaitingError extends Error {
  readonly code = 'TOO_MANY_WAITING';
}

// With an error, the library passes undefined as data.
type Answered = (error: Error | null, data: Dispatcher.ResponseData) => void;

/** A bounded pool of connections to one service. One deadline covers a request from queue to response. */
export class UpstreamConnections {
  private readonly pool: Pool;

  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
  ) {
    this.pool = new Pool(url, {
      connections: CONNECTIONS,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
    });
  }

  /** Has the signature that the proxy library's option `undici` expects. */
  request(options: Dispatcher.RequestOptions, answered: Answered): void {
    if (this.pool.stats.queued >= MOST_WAITING) {
      answered(new TooManyWaitingError('too many requests wait'), undefined as never);
      return;
    }
    const signal = AbortSignal.timeout(this.timeoutMs);
    const span = startUpstreamSpan(options.method, this.url);
    if (!span) return this.pool.request({ ...options, signal }, answered);
    const headers = { ...options.headers, traceparent: traceparentOf(span.spanContext()) };
    this.pool.request({ ...options, headers, signal }, (error, data) => {
      endAnswered(span, error, data);
      answered(error, data);
    });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

function endAnswered(span: Span, error: Error | null, data: Dispatcher.ResponseData | undefined): void {
  if (data) span.setAttribute('http.response.status_code', data.statusCode);
  endSpan(span, error ? kindOfError(error) : undefined);
}
