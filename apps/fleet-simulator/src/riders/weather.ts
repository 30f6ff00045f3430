import { type BackOff, backOffMs, jittered } from '@ride-hailing/timing';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../seeded-random';

const BACK_OFF: BackOff = { firstMs: 250, mostMs: 10_000 };
/** Whatever the gateway asks for, riders look again after this. */
const LONGEST_ASKED_PAUSE_MS = 60_000;

/** 250 ms after the first failure, doubled up to 10 s, jittered down to a half so that riders don't come in step. */
export const pauseAfter = (failures: number, random: Random): number =>
  failures === 0 ? 0 : backOffMs(failures, BACK_OFF, random);

/** Remembers how the gateway answered last, for all riders: while it is down they ask less and less often. */
export class Weather {
  private failures = 0;
  private until = 0;
  private reason: string | undefined;

  constructor(
    private readonly random: Random,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** True while nothing should be begun. */
  isBad(): boolean {
    return this.now() < this.until;
  }

  /** Why the last call failed; undefined while all is well. */
  trouble(): string | undefined {
    return this.reason;
  }

  clear(): void {
    this.failures = 0;
    this.until = 0;
    this.reason = undefined;
  }

  /**
   * A call has just failed. Those of one gust count once.
   * @param retryAfterMs what the gateway asked for; nobody comes back earlier, and at most half as much later
   */
  storm(reason: string, retryAfterMs = 0): void {
    this.reason = reason;
    const asked = jittered(Math.min(retryAfterMs, LONGEST_ASKED_PAUSE_MS), [1, 1.5], this.random);
    if (!this.isBad()) {
      this.failures += 1;
      this.until = this.now() + pauseAfter(this.failures, this.random);
    }
    if (asked > 0) this.until = Math.max(this.until, this.now() + asked);
  }

  /** Waits until the next try is due. @throws AbortError when the signal is aborted */
  async calm(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const waitMs = Math.max(50, this.until - this.now());
    await delay(jittered(waitMs, [1, 1.25], this.random), undefined, { signal });
  }
}
