import { pause } from '@ride-hailing/timing';
import type { Random } from '../seeded-random';

/** What was missed in a stall of longer than this is not made up for. */
const LONGEST_BACKLOG_MS = 1_000;

/** Counts those who want a ride, each at the moment of wanting it: `perSecond` on average, at uneven distances. */
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
