import { type BackOff, backOffMs, jittered } from '@ride-hailing/timing';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../seeded-random';

/** Jittered down to a half, so that riders do not retry in step. */
const BACK_OFF: BackOff = { firstMs: 250, mostMs: 10_000 };
/** Riders retry after this at the latest, whatever the gateway asks for. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** One back-off for all riders: the longer an outage of the gateway lasts, the less often they call it. */
export class GatewayBackOff {
  private failures = 0;
  private until = 0;
  private reason: string | undefined;

  constructor(
    private readonly random: Random,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** True while no rider should begin a ride. */
  isWaiting(): boolean {
    return this.now() < this.until;
  }

  /** Why the last call failed; undefined after a success. */
  lastFailure(): string | undefined {
    return this.reason;
  }

  succeeded(): void {
    this.failures = 0;
    this.until = 0;
    this.reason = undefined;
  }

  /**
   * Records a failed call. Failures during one wait count once.
   * @param retryAfterMs the gateway's Retry-After; riders wait at least this long, and at most half as long again
   */
  failed(reason: string, retryAfterMs = 0): void {
    this.reason = reason;
    const atLeastMs = jittered(Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS), [1, 1.5], this.random);
    if (!this.isWaiting()) {
      this.failures += 1;
      this.until = this.now() + backOffMs(this.failures, BACK_OFF, this.random);
    }
    if (atLeastMs > 0) this.until = Math.max(this.until, this.now() + atLeastMs);
  }

  /** Waits until the next retry is due. @throws AbortError when the signal is aborted */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const waitMs = Math.max(50, this.until - this.now());
    await delay(jittered(waitMs, [1, 1.25], this.random), undefined, { signal });
  }
}
