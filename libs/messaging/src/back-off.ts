import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 100;
const LIMIT_MS = 5_000;

/** Wait before try `attempt + 1`, in ms: doubles from 100 ms to 5 s, jittered down to its half. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LIMIT_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return full / 2 + (random() * full) / 2;
}

/** Waits, or returns early when the signal is aborted; never throws. Any number may wait with one signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Each removes its listener when it ends, so that many of them are no leak to warn of.
  setMaxListeners(0, signal);
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Waits for the work, but no longer than `ms`; true if it ended (well or badly) in time. */
export async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const late = delay(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([ended, late]);
  } finally {
    timer.abort();
  }
}
