import { Periodic } from '@ride-hailing/timing';
import type { OwnerHealth } from './remote-call-events';

export interface HealthWatchOptions {
  /** One check, bounded in time. */
  check: (signal: AbortSignal) => Promise<OwnerHealth>;
  /** The pause between two checks, ms. */
  everyMs: () => number;
  onChecked: (health: OwnerHealth) => void;
  /** Called when the owner serves again after a check that found it not serving. */
  onRecovered: () => void;
}

/**
 * Checks the owner's health from `start` to `stop`, one check at a time. Only a recovery counts: an owner that reports
 * SERVING while its calls fail must not close its breaker again and again.
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
    // An owner without a health service is not checked again until the next start.
    if (health === 'unknown') void this.looking?.close();
    else if (health !== 'serving') this.wasDown = true;
    else if (this.wasDown) {
      this.wasDown = false;
      this.options.onRecovered();
    }
  }
}
