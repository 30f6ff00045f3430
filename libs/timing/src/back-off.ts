/** The shortest and the longest random wait, relative to the wait's length. */
export type Jitter = readonly [shortest: number, longest: number];

/** "Equal jitter": a wait lasts from half of its length to all of it. */
const EQUAL_JITTER: Jitter = [0.5, 1];
/** "Full jitter": a wait lasts from nothing to all of its length. */
export const FULL_JITTER: Jitter = [0, 1];

export interface BackOff {
  /** The wait after the first attempt, ms. */
  readonly firstMs: number;
  /** No wait is longer before its jitter, ms. */
  readonly mostMs: number;
  /** Keeps callers that failed together from retrying together. Default: equal jitter. */
  readonly jitter?: Jitter;
}

/** Keeps the power of two finite; enough doublings to reach any longest wait. */
const MOST_DOUBLINGS = 30;

/** Shortens or lengthens `ms` at random. `random` gives numbers from 0 to 1. */
export const jittered = (
  ms: number,
  [shortest, longest]: Jitter = EQUAL_JITTER,
  random: () => number = Math.random,
): number => ms * (shortest + (longest - shortest) * random());

/**
 * How long to wait between attempt `attempt` (1, 2, …) and the next, ms: truncated exponential back-off. The wait
 * doubles from `firstMs` to `mostMs` and is then jittered; see Marc Brooker, "Exponential Backoff And Jitter" (AWS
 * Architecture Blog, 2015).
 */
export const backOffMs = (
  attempt: number,
  { firstMs, mostMs, jitter }: BackOff,
  random?: () => number,
): number => jittered(Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, MOST_DOUBLINGS)), jitter, random);
