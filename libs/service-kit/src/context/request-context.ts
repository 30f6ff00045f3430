import {
  inSpan,
  parseTraceparent,
  recordingSpan,
  type Span,
  type SpanContext,
  traceparentOf,
} from '@ride-hailing/tracing';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync, randomUUID } from 'node:crypto';
import { type Identity } from './identity';

/** What follows a request through logs, calls and events. */
export interface RequestContext {
  /** From `x-request-id`; generated when that is missing or malformed. */
  readonly requestId: string;
  /** W3C trace context of this service's span, to be sent on unchanged. */
  readonly traceparent: string;
  readonly traceId: string;
  /** The span of the request, if it is recorded. */
  readonly span?: Span;
  /** The caller, once the token has been verified. */
  identity?: Identity;
}

/** Headers of a request or metadata of a call: one value, many, or none. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the request, call or event that this code runs for; undefined outside of one. */
export const requestContext = (): RequestContext | undefined => storage.getStore();

export const runInContext = <T>(context: RequestContext, work: () => T): T =>
  context.span ? inSpan(context.span, () => storage.run(context, work)) : storage.run(context, work);

/** Runs `work` in the context that the headers of a call or an event carry. */
export const runInContextOf = <T>(headers: IncomingHeaders, work: () => T): T =>
  storage.run(contextFromHeaders(headers), work);

/** The headers that carry the current context to another process; empty outside of one. */
export function contextHeaders(): Record<string, string> {
  const context = storage.getStore();
  if (!context) return {};
  const span = recordingSpan();
  const traceparent = span ? traceparentOf(span.spanContext()) : context.traceparent;
  return { 'x-request-id': context.requestId, traceparent };
}

/**
 * The caller of the current request.
 * @throws Error outside of a request, and in a request that needed no token
 */
export function identity(): Identity {
  const known = storage.getStore()?.identity;
  if (known) return known;
  throw new Error('Nobody was identified here: is the route marked with @Public()?');
}

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

const pool = Buffer.allocUnsafe(4_096);
let used = pool.length;

/** Random bytes in hexadecimal, from a pool: one system call per request would cost more than all the rest of this. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

const single = (value: string | readonly string[] | undefined): string =>
  (typeof value === 'string' ? value : value?.[0]) ?? '';

const UNSAMPLED = 0;

/**
 * Continues the caller's request id and trace; generates what is missing or malformed. A generated trace is marked as
 * not sampled, so that no other process records it, unless this one does.
 * @param startSpan starts the span of the request, unless it is not to be recorded
 */
export function contextFromHeaders(
  headers: IncomingHeaders,
  startSpan?: (parent: SpanContext | undefined) => Span | undefined,
): RequestContext {
  const givenId = single(headers['x-request-id']);
  const parent = parseTraceparent(single(headers['traceparent']));
  const span = startSpan?.(parent);
  const own = span?.spanContext() ?? {
    traceId: parent?.traceId ?? randomHex(16),
    spanId: randomHex(8),
    traceFlags: parent?.traceFlags ?? UNSAMPLED,
  };
  return {
    requestId: REQUEST_ID.test(givenId) ? givenId : randomUUID(),
    traceId: own.traceId,
    traceparent: traceparentOf(own),
    ...(span && { span }),
  };
}
