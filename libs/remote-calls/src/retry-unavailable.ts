import { status } from '@grpc/grpc-js';
import { backOffMs, FULL_JITTER } from '@ride-hailing/timing';
import { RemoteCallError } from './remote-call.errors';
import type { BackOffLimits } from './remote-client.options';
import type { RetryThrottle } from './retry-throttle';

export interface RetryPlan {
  /** How often the call may be sent in all, the first attempt included. */
  maxAttempts: number;
  backOff: BackOffLimits;
  throttle?: RetryThrottle;
  /** Checked before each retry. */
  isStillWanted: () => boolean;
  remainingMs: () => number;
  pause: (ms: number) => Promise<void>;
  random: () => number;
  onRetry: (attempt: number, delayMs: number) => void;
  onThrottled: () => void;
}

/**
 * The only layer of retries. Retries only UNAVAILABLE: any other code is an answer, or the call may have taken effect.
 * No attempt begins after the deadline, and no pause is begun that would end after it.
 */
export async function retryUnavailable<T>(send: () => Promise<T>, plan: RetryPlan): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await send();
      plan.throttle?.succeeded();
      return answer;
    } catch (error) {
      if (!(error instanceof RemoteCallError) || error.code !== status.UNAVAILABLE) throw error;
      plan.throttle?.failed();
      const delayMs = delayBeforeNext(attempt, plan);
      if (delayMs === undefined) throw error;
      plan.onRetry(attempt, delayMs);
      await plan.pause(delayMs);
      if (!plan.isStillWanted() || plan.remainingMs() <= 0) throw error;
    }
  }
}

function delayBeforeNext(attempt: number, plan: RetryPlan): number | undefined {
  if (attempt >= plan.maxAttempts || !plan.isStillWanted()) return undefined;
  if (plan.throttle?.allowsRetry() === false) {
    plan.onThrottled();
    return undefined;
  }
  const delayMs = backOffMs(attempt, { ...plan.backOff, jitter: FULL_JITTER }, plan.random);
  return delayMs < plan.remainingMs() ? delayMs : undefined;
}
