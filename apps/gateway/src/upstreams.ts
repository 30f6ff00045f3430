import { runInSpan, traceparentOf } from '@ride-hailing/tracing';
import { z } from 'zod';
import type { Config } from './config';
import { startUpstreamSpan } from './upstream-span';

/** A service behind the gateway. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
  /** The gateway passes on all paths below the prefix. */
  readonly prefix: '/rides' | '/drivers';
  readonly docsUrl: string;
}

export type Upstreams = readonly [rideService: Upstream, driverService: Upstream];

export const upstreamsOf = (config: Config): Upstreams => [
  {
    name: 'ride-service',
    url: config.rideServiceHttpUrl,
    prefix: '/rides',
    docsUrl: config.rideServiceDocsUrl ?? `${config.rideServiceHttpUrl}/docs`,
  },
  {
    name: 'driver-service',
    url: config.driverServiceHttpUrl,
    prefix: '/drivers',
    docsUrl: config.driverServiceDocsUrl ?? `${config.driverServiceHttpUrl}/docs`,
  },
];

/** Injection token of `Upstreams`. */
export const UPSTREAMS = Symbol('upstreams');

interface UpstreamRequest {
  readonly path: string;
  readonly deadlineMs: number;
  /** Characters; a longer response is truncated. */
  readonly longestResponse: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends a request of the gateway itself to a service behind it.
 * Rejects as `fetch` does, within the deadline: see `problemOfUpstream` and `failureText`.
 */
export async function callUpstream(
  url: string,
  { path, deadlineMs, longestResponse, headers }: UpstreamRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const span = startUpstreamSpan('GET', url);
  return runInSpan(span, async () => {
    const response = await fetch(new URL(path, url), {
      redirect: 'error',
      headers: span ? { ...headers, traceparent: traceparentOf(span.spanContext()) } : headers,
      signal: AbortSignal.timeout(deadlineMs),
    });
    span?.setAttribute('http.response.status_code', response.status);
    return { status: response.status, text: (await response.text()).slice(0, longestResponse) };
  });
}

/** Why there is no valid response of a service, for people. */
export function failureText(error: unknown, deadlineMs: number): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'it answered something else';
  if ((error as { name?: unknown }).name === 'TimeoutError') return `no answer in ${deadlineMs} ms`;
  return 'no connection';
}
