import { pause } from '@ride-hailing/timing';
import type { Random } from '../seeded-random';

/** Arrivals missed in a longer stall are skipped. */
const LONGEST_BACKLOG_MS = 1_000;
/** A changed rate counts after this time at the latest. */
const LOOK_EVERY_MS = 200;

/**
 * Yields a growing count each time that a rider wants a ride, at uneven intervals.
 * @param perSecond the average rate, which may change at any time; 0: none
 */
export async function* rideArrivals(
  perSecond: () => number,
  random: Random,
  signal: AbortSignal,
): AsyncGenerator<number> {
  let lastAt = performance.now();
  let gaps = 0.5 + random();
  for (let count = 1; !signal.aborted;) {
    const dueAt = lastAt + (gaps * 1_000) / perSecond();
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) {
      await pause(Math.min(waitMs, LOOK_EVERY_MS), signal);
      continue;
    }
    yield count;
    count += 1;
    lastAt = Math.max(dueAt, performance.now() - LONGEST_BACKLOG_MS);
    gaps = 0.5 + random();
  }
}
