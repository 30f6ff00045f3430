import {
  type CallOptions,
  type ClientUnaryCall,
  Metadata,
  propagate,
  type ServerUnaryCall,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { endSpan, SpanKind, startChild, traceparentOf } from '@ride-hailing/tracing';
import { RemoteCallError } from './remote-call.errors';
import type { RemoteCallEvents } from './remote-call-events';
import { remainingMs } from './still-wanted';

/** A generated client's method, bound: `client.batchGetRides.bind(client)`. */
export type UnaryMethod<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

export interface UnaryCallOptions {
  /** Name for errors and metrics, such as `RideDetailsService/BatchGetRides`. */
  method: string;
  /** The whole budget from now, ms, including connecting. More than 0. */
  deadlineMs: number;
  /** Cancels the call, also at the server. */
  signal?: AbortSignal;
  /** Sent as metadata: request id and trace of the caller's context. */
  headers?: Readonly<Record<string, string>>;
  /** The call being served, if any: its deadline and cancellation end this call too. */
  parent?: ServerUnaryCall<unknown, unknown>;
  events?: RemoteCallEvents;
}

/**
 * Makes one unary call, which always ends: with its answer, its deadline or its signal, whichever comes first.
 *
 * @throws {RemoteCallError} for every failure, with a `reason`.
 * @throws {RangeError} when `deadlineMs` is not a positive number: every call has a deadline.
 */
export async function callUnary<Request, Response>(
  send: UnaryMethod<Request, Response>,
  request: Request,
  options: UnaryCallOptions,
): Promise<Response> {
  const { method, signal, parent } = options;
  const deadlineMs = Math.min(options.deadlineMs, parent ? remainingMs(parent) : Infinity);
  if (!(options.deadlineMs > 0 && Number.isFinite(options.deadlineMs))) {
    throw new RangeError(`${method}: a remote call needs a deadline above 0 ms, not ${options.deadlineMs}`);
  }
  if (deadlineMs <= 0) {
    throw new RemoteCallError(method, status.DEADLINE_EXCEEDED, 'the call being served has run out of time');
  }
  if (signal?.aborted) throw new RemoteCallError(method, status.CANCELLED, 'cancelled before it was sent');
  const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': method };
  const span = startChild({ name: method, kind: SpanKind.CLIENT, attributes });
  const headers = span
    ? { ...options.headers, traceparent: traceparentOf(span.spanContext()) }
    : options.headers;
  const startedAt = performance.now();
  let code = status.OK;
  try {
    return await sendOnce(send, request, { ...options, headers, deadlineMs });
  } catch (error) {
    const failure = toRemoteCallError(method, error);
    code = failure.code;
    throw failure;
  } finally {
    endSpan(span, code === status.OK ? undefined : status[code]);
    options.events?.emit('call', {
      method,
      side: 'client',
      code: status[code],
      tookMs: performance.now() - startedAt,
    });
  }
}

function sendOnce<Request, Response>(
  send: UnaryMethod<Request, Response>,
  request: Request,
  { deadlineMs, signal, headers, parent }: UnaryCallOptions,
): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(headers ?? {})) metadata.set(name, value);
    const cancel = () => call.cancel();
    // grpc-js takes a wall-clock time and turns it into a timer at once, so that later steps of that clock do no harm.
    const deadline = Date.now() + deadlineMs;
    const options = { deadline, parent, propagate_flags: propagate.CANCELLATION };
    const call = send(request, metadata, options, (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error) reject(error);
      else resolve(response);
    });
    signal?.addEventListener('abort', cancel, { once: true });
  });
}

function toRemoteCallError(method: string, error: unknown): RemoteCallError {
  if (error instanceof Error && 'code' in error && typeof error.code === 'number' && error.code in status) {
    const details = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
    return new RemoteCallError(method, error.code, details, { cause: error });
  }
  return new RemoteCallError(method, status.INTERNAL, 'the call could not be sent', { cause: error });
}
