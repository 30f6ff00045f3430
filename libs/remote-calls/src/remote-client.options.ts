import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import type { BackOff, BulkheadOptions, Jitter } from '@ride-hailing/timing';
import type { RemoteCallEvents } from './remote-call-events';
import type { RetryThrottleOptions } from './retry-throttle';

/** Without the jitter, which each use has of its own. */
export type BackOffLimits = Omit<BackOff, 'jitter'>;

export interface RetryOptions {
  /** How often an idempotent call may be sent in all; 1 to 5. */
  maxAttempts: number;
  /** Waits between attempts; all of each is left to chance. */
  backOff: BackOffLimits;
  /** `false` lets an outage multiply the calls: for tests. */
  throttle: RetryThrottleOptions | false;
}

export interface BreakerSettings {
  failuresToOpen: number;
  halfOpenAfter: BackOffLimits;
}

/** Looks at the owner's `grpc.health.v1.Health` while the breaker is not closed. */
export interface HealthSettings {
  /** Name of the service to ask for; '' means the server as a whole. */
  service: string;
  intervalMs: number;
  deadlineMs: number;
}

export interface RemoteClientOptions {
  /** Whom it calls, for events: one word such as `ride-service`. */
  target: string;
  events?: RemoteCallEvents;
  /** Each guard can be adjusted in part, or switched off with `false`. */
  retry?: Partial<RetryOptions> | false;
  breaker?: Partial<BreakerSettings> | false;
  bulkhead?: Partial<BulkheadOptions> | false;
  health?: Partial<HealthSettings> | false;
  credentials?: ChannelCredentials;
  channelOptions?: ChannelOptions;
  /** From 0 to 1, for jitter. */
  random?: () => number;
}

/** For waits that must not end at once: at most a fifth shorter. */
export const STEADY_JITTER: Jitter = [0.8, 1];

const RETRY: RetryOptions = {
  maxAttempts: 3,
  backOff: { firstMs: 25, mostMs: 200 },
  throttle: { maxTokens: 10, tokenRatio: 0.1 },
};
const BREAKER: BreakerSettings = { failuresToOpen: 5, halfOpenAfter: { firstMs: 500, mostMs: 2_000 } };
/** An owner answers some thousand calls a second: the queue is empty again well within a usual deadline. */
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

/** @throws {RangeError} for a number of attempts that is no whole number from 1 to 5. */
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
