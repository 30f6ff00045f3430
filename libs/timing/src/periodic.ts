import { pause } from './pause';
import { endsWithin } from './within';

export interface PeriodicOptions {
  /**
   * From the end of one run to the beginning of the next, ms. A function is asked before each pause and gets how many
   * runs have failed in a row: 0 after a run that went well.
   */
  readonly everyMs: number | ((failures: number) => number);
  /** Before the first run, ms. Default `everyMs`; 0: it begins with the call. */
  readonly firstMs?: number;
  /**
   * Gets what a run has thrown, and how many have failed in a row, 1 or more. Must not throw. Without it a failed run is
   * the last one, and the loop rejects.
   */
  readonly onError?: (error: unknown, failures: number) => void;
}

/** One run. What it returns is ignored. */
export type PeriodicWork = (signal: AbortSignal) => unknown;

/**
 * Runs `work` again and again, never two runs at once, until the signal is aborted. Resolves when the last run has
 * ended. Its pauses keep no process alive.
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

  /** True from `close` on, also while the last run is under way. */
  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Begins, and returns at once. Does nothing when it has begun or was closed. */
  start(): void {
    this.running ??= periodically(this.work, this.options, this.closing.signal);
  }

  /**
   * Begins no run any more, and resolves when the one under way has ended: true. Gives up waiting for it after
   * `withinMs`: false.
   */
  async close(withinMs?: number): Promise<boolean> {
    this.closing.abort();
    if (withinMs !== undefined && this.running) return endsWithin(withinMs, this.running);
    await this.running;
    return true;
  }
}
