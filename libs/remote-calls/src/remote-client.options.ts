import type { ChannelOptions, ServerUnaryCall } from '@grpc/grpc-js';
import type { BackOff, BulkheadOptions, Jitter } from '@ride-hailing/timing';
import type { RemoteCallEvents } from './remote-call-events';
import type { RetryThrottleOptions } from './retry-throttle';

/** Back-off without jitter: each use has its own. */
export type BackOffLimits = Omit<BackOff, 'jitter'>;

export interface RetryOptions {
  /** How often an idempotent call may be sent in all, 1 to 5. */
  maxAttempts: number;
  /** Pauses between attempts, with full jitter. */
  backOff: BackOffLimits;
  /** `false` lets an outage multiply the calls; for tests. */
  throttle: RetryThrottleOptions | false;
}

export interface BreakerSettings {
  /** The breaker opens after this many faults without an answer in between. */
  failuresToOpen: number;
  /** How long it stays open before a probe; longer each time that the probe fails. */
  halfOpenAfter: BackOffLimits;
}

/** Checks the owner's `grpc.health.v1.Health` while the breaker is not closed. */
export interface HealthSettings {
  /** Name of the service to check; '' means the server as a whole. */
  service: string;
  intervalMs: number;
  deadlineMs: number;
}

export interface RemoteClientOptions {
  /** Name of the owner in events: one word such as `ride-service`. */
  target: string;
  events?: RemoteCallEvents;
  /** Each guard can be adjusted in part, or switched off with `false`. */
  retry?: Partial<RetryOptions> | false;
  breaker?: Partial<BreakerSettings> | false;
  bulkhead?: Partial<BulkheadOptions> | false;
  health?: Partial<HealthSettings> | false;
  /** The folder of this process's certificates. Without it, calls go in the clear. */
  tlsFolder?: string;
  /** The service whose name the owner's certificate must bear. Default: `target`. */
  service?: string;
  channelOptions?: ChannelOptions;
  /** From 0 to 1, for jitter. */
  random?: () => number;
}

export interface RemoteCallOptions {
  /** What is left of the caller's budget, ms: covers the wait for a place, connecting and retries. */
  budgetMs: number;
  /** Ends the call, at the owner too. A load that several callers wait for has none: see `within` of libs/timing. */
  signal?: AbortSignal;
  /** Sent as metadata: request id and trace of the caller's context. */
  headers?: Readonly<Record<string, string>>;
  /** The call being served, if any: its deadline and cancellation end this call too. */
  parent?: ServerUnaryCall<unknown, unknown>;
}

/** @throws {RemoteCallError} for every failure, with a `reason`. */
export type RemoteMethod<Request, Response> = (
  request: Request,
  options: RemoteCallOptions,
) => Promise<Response>;

/** For pauses that must not end at once: shortens them by at most a fifth. */
export const STEADY_JITTER: Jitter = [0.8, 1];

const RETRY: RetryOptions = {
  maxAttempts: 3,
  backOff: { firstMs: 25, mostMs: 200 },
  throttle: { maxTokens: 10, tokenRatio: 0.1 },
};
const BREAKER: BreakerSettings = { failuresToOpen: 5, halfOpenAfter: { firstMs: 500, mostMs: 2_000 } };
/** An owner answers thousands of calls a second, so the queue empties well within a usual deadline. */
const BULKHEAD: BulkheadOptions = { maxConcurrent: 128, maxQueued: 512 };
const HEALTH: HealthSettings = { service: '', intervalMs: 500, deadlineMs: 500 };

const merged = <T extends object>(defaults: T, given: Partial<T> | false | undefined): T | undefined =>
  given === false ? undefined : { ...defaults, ...given };

export interface Settings {
  retry: RetryOptions | undefined;
  breaker: BreakerSettings | undefined;
  bulkhead: BulkheadOptions | undefined;
  health: HealthSettings | undefined;
}

/** @throws {RangeError} when `maxAttempts` is not a whole number from 1 to 5. */
export function settingsOf(options: RemoteClientOptions): Settings {
  const retry = merged(RETRY, options.retry);
  if (retry && !(Number.isInteger(retry.maxAttempts) && retry.maxAttempts >= 1 && retry.maxAttempts <= 5)) {
    throw new RangeError(`${options.target}: 1 to 5 attempts, not ${retry.maxAttempts}`);
  }
  return {
    retry,
    breaker: merged(BREAKER, options.breaker),
    bulkhead: merged(BULKHEAD, options.bulkhead),
    health: merged(HEALTH, options.health),
  };
}
