import { Instances } from '@ride-hailing/service-kit';
import { runInSpan, traceparentOf } from '@ride-hailing/tracing';
import { z } from 'zod';
import type { Config } from './config';
import { startUpstreamSpan } from './upstream-span';

/** A service behind the gateway. */
export interface Upstream {
  readonly name: string;
  readonly instances: Instances;
  /** The gateway passes on all paths below the prefix. */
  readonly prefix: '/rides' | '/drivers';
  readonly docsUrl: string;
}

export type Upstreams = readonly [rideService: Upstream, driverService: Upstream];

export const upstreamsOf = (config: Config): Upstreams => [
  {
    name: 'ride-service',
    instances: new Instances(config.rideServiceHttpUrl),
    prefix: '/rides',
    docsUrl: config.rideServiceDocsUrl ?? `${config.rideServiceHttpUrl[0]}/docs`,
  },
  {
    name: 'driver-service',
    instances: new Instances(config.driverServiceHttpUrl),
    prefix: '/drivers',
    docsUrl: config.driverServiceDocsUrl ?? `${config.driverServiceHttpUrl[0]}/docs`,
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

interface UpstreamResponse {
  readonly status: number;
  readonly text: string;
}

/**
 * Sends a read of the gateway itself to a service behind it, and to another instance when one does not answer.
 * Rejects as `fetch` does, within the deadline: see `problemOfUpstream` and `failureText`.
 */
export function callUpstream(
  { instances }: Pick<Upstream, 'instances'>,
  { path, deadlineMs, longestResponse, headers }: UpstreamRequest,
): Promise<UpstreamResponse> {
  const signal = AbortSignal.timeout(deadlineMs);
  const request = { path, longestResponse, headers, signal };
  const isAway = ({ status }: UpstreamResponse) => status === 503;
  return instances.call((url) => askInstance(url, request), { isRepeatable: true, signal, isAway });
}

function askInstance(
  url: string,
  { path, longestResponse, headers, signal }: Omit<UpstreamRequest, 'deadlineMs'> & { signal: AbortSignal },
): Promise<UpstreamResponse> {
  const span = startUpstreamSpan('GET', url);
  return runInSpan(span, async () => {
    const response = await fetch(new URL(path, url), {
      redirect: 'error',
      headers: span ? { ...headers, traceparent: traceparentOf(span.spanContext()) } : headers,
      signal,
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
