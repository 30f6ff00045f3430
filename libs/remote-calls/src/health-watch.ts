import { Periodic } from '@ride-hailing/timing';
import type { OwnerHealth } from './remote-call-events';

export interface HealthWatchOptions {
  /** One look, bounded in time. */
  check: (signal: AbortSignal) => Promise<OwnerHealth>;
  /** From one look to the next, ms. */
  everyMs: () => number;
  onChecked: (health: OwnerHealth) => void;
  /** The owner serves again, after it was seen not to. */
  onRecovered: () => void;
}

/**
 * Looks at the owner's health from `start` to `stop`, one look at a time. Only a recovery counts: an owner that
 * says that it serves while its calls fail must not close its breaker again and again.
 */
export class HealthWatch {
  private looking?: Periodic;
  private wasDown = false;

  constructor(private readonly options: HealthWatchOptions) {}

  start(): void {
    if (this.looking) return;
    this.wasDown = false;
    const { everyMs } = this.options;
    this.looking = new Periodic((signal) => this.look(signal), { everyMs, firstMs: 0 });
    this.looking.start();
  }

  stop(): void {
    void this.looking?.close();
    this.looking = undefined;
  }

  private async look(signal: AbortSignal): Promise<void> {
    const health = await this.options.check(signal);
    if (signal.aborted) return;
    this.options.onChecked(health);
    // An owner that has no health to tell is not asked again until the next start.
    if (health === 'unknown') void this.looking?.close();
    else if (health !== 'serving') this.wasDown = true;
    else if (this.wasDown) {
      this.wasDown = false;
      this.options.onRecovered();
    }
  }
}
