import { DRIVER_UPDATES_SUBJECTS } from '@ride-hailing/contracts';
import { Broker, listen } from '@ride-hailing/messaging';
import { pause } from '@ride-hailing/timing';

const EVERY_MS = 500;
const SHORTEST_MS = 5;
/** The most messages that are read in half a second: 4,000 a second. */
const MOST_EACH = 2_000;

/**
 * Listens to driver updates so that the cost is bounded at any rate. Each half second it is subscribed for a slice: the
 * whole of it while at most 2,000 messages come, otherwise the part of it that brought 2,000 at the rate of the slice
 * before. A slice begins at a random moment of its half second, since phones send at fixed intervals and the same drivers
 * would always be seen. A slice also ends at its 2,000th message, whatever the rate was before.
 */
export class SampledUpdates {
  private sliceMs = EVERY_MS;

  constructor(
    private readonly broker: Broker,
    private readonly onUpdate: (data: Uint8Array) => void,
    private readonly onError: (error: Error) => void,
    private readonly random: () => number = Math.random,
  ) {}

  /** The share of the time in which it listens, from 0 to 1. */
  get share(): number {
    return this.sliceMs / EVERY_MS;
  }

  /** One slice after the other until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const sliceMs = this.sliceMs;
      const laterMs = this.random() * (EVERY_MS - sliceMs);
      await pause(laterMs, signal, { ref: false });
      if (!signal.aborted) this.sliceMs = nextSliceMs(await this.slice(sliceMs, signal));
      await pause(EVERY_MS - sliceMs - laterMs, signal, { ref: false });
    }
  }

  private async slice(sliceMs: number, signal: AbortSignal): Promise<Slice> {
    const full = new AbortController();
    const startedAt = performance.now();
    let count = 0;
    const stop = listen(this.broker, DRIVER_UPDATES_SUBJECTS, {
      onError: this.onError,
      onMessage: (_subject, data) => {
        if (count >= MOST_EACH) return;
        count += 1;
        if (count === MOST_EACH) full.abort();
        this.onUpdate(data);
      },
    });
    await pause(sliceMs, AbortSignal.any([signal, full.signal]), { ref: false });
    stop();
    return { count, tookMs: performance.now() - startedAt };
  }
}

interface Slice {
  readonly count: number;
  readonly tookMs: number;
}

/** How long the next slice may be, from how many messages one brought. */
export const nextSliceMs = ({ count, tookMs }: Slice): number =>
  count === 0 ? EVERY_MS : Math.min(EVERY_MS, Math.max(SHORTEST_MS, (MOST_EACH * tookMs) / count));
