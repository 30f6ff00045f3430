import type { Instances } from '@ride-hailing/service-kit';
import { endSpan, kindOfError, type Span, traceparentOf } from '@ride-hailing/tracing';
import { Pool, type Dispatcher } from 'undici';
import { startUpstreamSpan } from '../upstream-span';

const READS = new Set<string>(['GET', 'HEAD', 'OPTIONS']);
/** To each instance. */
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

/** Requests that an instance may get twice: they change nothing, or their owner knows the key. */
const isRepeatable = ({ method, headers }: Dispatcher.RequestOptions): boolean =>
  READS.has(method) || 'idempotency-key' in (headers as object);

const isAway = ({ statusCode }: Dispatcher.ResponseData): boolean => statusCode === 503;
const discard = ({ body }: Dispatcher.ResponseData): void => void body.dump().catch(() => undefined);

/**
 * A bounded pool of connections to each instance of a service. One deadline covers a request from queue to response, with
 * all its attempts.
 */
export class UpstreamConnections {
  private readonly pools: ReadonlyMap<string, Pool>;

  constructor(
    private readonly instances: Instances,
    private readonly timeoutMs: number,
  ) {
    this.pools = new Map(instances.urls.map((url) => [url, poolOf(url, timeoutMs)]));
  }

  /** Has the signature that the proxy library's option `undici` expects. */
  request(options: Dispatcher.RequestOptions, answered: Answered): void {
    const signal = AbortSignal.timeout(this.timeoutMs);
    const attempt = (url: string) => this.attempt(url, { ...options, origin: url, signal });
    const rules = { isRepeatable: isRepeatable(options), signal, isAway, discard };
    this.instances.call(attempt, rules).then(
      (data) => {
        // When the caller has left, the library destroys the body without listening to it, which would end the process.
        data.body.on('error', () => undefined);
        answered(null, data);
      },
      (error: Error) => answered(error, undefined as never),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private async attempt(url: string, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> {
    const pool = this.pools.get(url);
    if (!pool || pool.stats.queued >= MOST_WAITING) throw new TooManyWaitingError('too many requests wait');
    const span = startUpstreamSpan(options.method, url);
    if (!span) return pool.request(options);
    const headers = { ...options.headers, traceparent: traceparentOf(span.spanContext()) };
    try {
      const data = await pool.request({ ...options, headers });
      endAnswered(span, null, data);
      return data;
    } catch (error) {
      endAnswered(span, error as Error, undefined);
      throw error;
    }
  }
}

const poolOf = (url: string, timeoutMs: number): Pool =>
  new Pool(url, {
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
  });

function endAnswered(span: Span, error: Error | null, data: Dispatcher.ResponseData | undefined): void {
  if (data) span.setAttribute('http.response.status_code', data.statusCode);
  endSpan(span, error ? kindOfError(error) : undefined);
}
