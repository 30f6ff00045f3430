import { randomFillSync, randomUUID } from 'node:crypto';
import { type Identity } from './identity';

/** What follows a request through logs, calls and events. */
export interface RequestContext {
  /** From `x-request-id`, or made here. */
  readonly requestId: string;
  /** W3C trace context of this service's span: to be sent on as it is. */
  readonly traceparent: string;
  readonly traceId: string;
  /** Who asks, once the token has been verified. */
  identity?: Identity;
}

/** Headers of a request or metadata of a call: one value, many, or none. */
export type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const REQUEST_ID = /^[A-Za-z0-9_.:-]{1,128}$/;
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?$/;

const pool = Buffer.allocUnsafe(4_096);
let used = pool.length;

/** Random bytes in hexadecimal, from a pool: asking the system for each request's few costs more than the rest. */
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

/** Takes up the caller's request id and trace; what is missing or malformed is made anew. */
export function contextFromHeaders(headers: IncomingHeaders): RequestContext {
  const givenId = single(headers['x-request-id']);
  const trace = TRACEPARENT.exec(single(headers['traceparent']));
  const traceId = trace?.[1] ?? randomHex(16);
  return {
    requestId: REQUEST_ID.test(givenId) ? givenId : randomUUID(),
    traceId,
    traceparent: `00-${traceId}-${randomHex(8)}-${trace?.[2] ?? '01'}`,
  };
}
