import type { Interval } from './interval';

/**
 * `equal`: shown to differ by less than the margin (Schuirmann's two one-sided tests). `open`: more repeats are
 * needed. `not measured`: the experiment failed, or was not in the run.
 */
export type Verdict = 'holds' | 'holds when' | 'equal' | 'does not hold' | 'open' | 'not measured';

export interface Finding {
  readonly verdict: Verdict;
  /** The figures in words. */
  readonly measured: string;
  /** With `holds when`: `above 5.2 ms (4.8 to 5.9)`. */
  readonly when?: string;
  /** With `open`: about so many repeats would decide it. */
  readonly repeatsNeeded?: number;
  /** Anchors of the figures that it rests on. */
  readonly figures: readonly string[];
}

export const notMeasured = (why: string): Finding => ({
  verdict: 'not measured',
  measured: why,
  figures: [],
});

/** The mean and the interval lie on the scale of the margin, above 0 when they are as expected. */
export function verdictOf({ low, high }: Interval, width: number): Verdict {
  if (low > width) return 'holds';
  if (high < -width) return 'does not hold';
  return low > -width && high < width ? 'equal' : 'open';
}

const MOST_REPEATS_SAID = 1_000;

/** The interval shrinks with the root of the number of repeats. */
export function repeatsNeeded({ low, middle, high }: Interval, width: number, repeats: number): number {
  const toMargin = Math.min(Math.abs(middle - width), Math.abs(middle + width));
  const needed = Math.ceil(repeats * ((high - low) / 2 / Math.max(toMargin, 1e-9)) ** 2);
  return Math.min(MOST_REPEATS_SAID, Math.max(repeats + 1, needed));
}
