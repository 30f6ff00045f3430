import type { OwnerHealth } from './remote-call-events';

export interface HealthWatchOptions {
  /** One look, bounded in time. */
  check: (signal: AbortSignal) => Promise<OwnerHealth>;
  pause: (signal: AbortSignal) => Promise<void>;
  onChecked: (health: OwnerHealth) => void;
  /** The owner serves again, after it was seen not to. */
  onRecovered: () => void;
}

/**
 * Looks at the owner's health from `start` to `stop`, one look at a time. Only a recovery counts: an owner that
 * says that it serves while its calls fail must not close its breaker again and again.
 */
export class HealthWatch {
  private ending?: AbortController;

  constructor(private readonly options: HealthWatchOptions) {}

  start(): void {
    if (this.ending) return;
    this.ending = new AbortController();
    void this.watch(this.ending.signal);
  }

  stop(): void {
    this.ending?.abort();
    this.ending = undefined;
  }

  private async watch(signal: AbortSignal): Promise<void> {
    let wasDown = false;
    while (!signal.aborted) {
      const health = await this.options.check(signal);
      if (signal.aborted) return;
      this.options.onChecked(health);
      if (health === 'unknown') return;
      if (health !== 'serving') wasDown = true;
      else if (wasDown) {
        wasDown = false;
        this.options.onRecovered();
      }
      await this.options.pause(signal);
    }
  }
}
