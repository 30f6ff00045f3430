import type { Config } from './config';

/** A service behind the gateway. */
export interface Upstream {
  readonly name: string;
  readonly url: string;
  /** Everything below these paths is its own. */
  readonly prefix: '/rides' | '/drivers';
  readonly docsUrl: string;
}

export const upstreamsOf = (config: Config): readonly Upstream[] => [
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

export function upstreamNamed(name: string, upstreams: readonly Upstream[]): Upstream {
  const found = upstreams.find((upstream) => upstream.name === name);
  if (!found) throw new Error(`no upstream ${name}`);
  return found;
}

/** Injection token of the list. */
export const UPSTREAMS = Symbol('upstreams');

export interface UpstreamQuestion {
  readonly path: string;
  readonly deadlineMs: number;
  /** Characters of the answer; what comes after them is cut off. */
  readonly longestAnswer: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks a service behind the gateway for something that the gateway itself needs.
 * Rejects as `fetch` does, within the deadline: see `problemOfUpstream` and `noAnswerOf`.
 */
export async function askUpstream(
  url: string,
  { path, deadlineMs, longestAnswer, headers }: UpstreamQuestion,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(new URL(path, url), {
    redirect: 'error',
    headers,
    signal: AbortSignal.timeout(deadlineMs),
  });
  return { status: response.status, text: (await response.text()).slice(0, longestAnswer) };
}

export const ANSWERED_SOMETHING_ELSE = 'it answered something else';

/** Why a service gave no answer that is understood here, for people. */
export function noAnswerOf(error: unknown, deadlineMs: number): string {
  if (error instanceof SyntaxError) return ANSWERED_SOMETHING_ELSE;
  if ((error as { name?: unknown }).name === 'TimeoutError') return `no answer in ${deadlineMs} ms`;
  return 'no connection';
}
