import { pause } from '@ride-hailing/timing';
import type { Random } from '../seeded-random';

/** Arrivals missed in a longer stall are skipped. */
const LONGEST_BACKLOG_MS = 1_000;

/** Yields a growing count each time that a rider wants a ride: `perSecond` on average, at uneven intervals. */
export async function* rideArrivals(
  perSecond: number,
  random: Random,
  signal: AbortSignal,
): AsyncGenerator<number> {
  if (perSecond === 0) return;
  const meanGapMs = 1_000 / perSecond;
  let nextAt = performance.now();
  for (let count = 1; !signal.aborted; count += 1) {
    nextAt = Math.max(nextAt + meanGapMs * (0.5 + random()), performance.now() - LONGEST_BACKLOG_MS);
    const waitMs = nextAt - performance.now();
    if (waitMs > 0) await pause(waitMs, signal);
    if (!signal.aborted) yield count;
  }
}
