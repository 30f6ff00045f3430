import { pause } from './pause';
import { endsWithin } from './within';

export interface PeriodicOptions {
  /**
   * The pause from the end of one run to the beginning of the next, ms. A function is called before each pause, with the
   * number of runs that have failed in a row: 0 after a success.
   */
  readonly everyMs: number | ((failures: number) => number);
  /** The pause before the first run, ms. Default `everyMs`; with 0 the first run begins at once. */
  readonly firstMs?: number;
  /**
   * Gets what a run threw, and the number of runs that have failed in a row, from 1. Must not throw. Without it, the
   * first failure ends the loop, which rejects.
   */
  readonly onError?: (error: unknown, failures: number) => void;
}

/** Does one run. Its result is ignored. */
export type PeriodicWork = (signal: AbortSignal) => unknown;

/**
 * Runs `work` repeatedly, one run at a time, until the signal is aborted. Resolves when the last run has ended. Its
 * pauses do not keep the process alive.
 *
 * @throws what `work` throws, if there is no `onError`
 */
export async function periodically(
  work: PeriodicWork,
  { everyMs, firstMs, onError }: PeriodicOptions,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  const rest = (ms = typeof everyMs === 'number' ? everyMs : everyMs(failures)) =>
    pause(ms, signal, { ref: false });
  if (firstMs !== 0) await rest(firstMs);
  while (!signal.aborted) {
    try {
      await work(signal);
      failures = 0;
    } catch (error) {
      if (!onError) throw error;
      failures += 1;
      onError(error, failures);
    }
    await rest();
  }
}

/** Like `periodically`, from `start` to `close`. */
export class Periodic {
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly work: PeriodicWork,
    private readonly options: PeriodicOptions,
  ) {}

  /** True once `close` was called, even while the last run is under way. */
  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Starts and returns at once. Does nothing when it was started or closed before. */
  start(): void {
    this.running ??= periodically(this.work, this.options, this.closing.signal);
  }

  /**
   * Begins no further run, and waits for the one under way; true when it has ended, false when that took longer than
   * `withinMs`. Rejects with what a run threw when there is no `onError`.
   */
  async close(withinMs?: number): Promise<boolean> {
    this.closing.abort();
    if (withinMs !== undefined && this.running) return endsWithin(withinMs, this.running);
    await this.running;
    return true;
  }
}
