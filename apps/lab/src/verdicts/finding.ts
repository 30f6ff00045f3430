import type { Interval } from './interval';

/**
 * `equal`: shown to differ by less than the margin (Schuirmann's two one-sided tests). `does not hold`: surely below the
 * margin, and not shown equal. `open`: it may lie on either side of the margin, and more repeats are needed. `not measured`: the experiment failed, or was not in the run.
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

/**
 * The interval lies on the scale of the margin, above 0 when it is as expected. Whether what does not reach the margin is
 * as much or less makes no difference to a claim that it is more.
 */
export function verdictOf({ low, high }: Interval, width: number): Verdict {
  if (low > width) return 'holds';
  if (high < width) return low > -width ? 'equal' : 'does not hold';
  return 'open';
}

const MOST_REPEATS_SAID = 1_000;

/** The interval shrinks with the root of the number of repeats. */
export function repeatsNeeded({ low, middle, high }: Interval, width: number, repeats: number): number {
  const toMargin = Math.abs(middle - width);
  const needed = Math.ceil(repeats * ((high - low) / 2 / Math.max(toMargin, 1e-9)) ** 2);
  return Math.min(MOST_REPEATS_SAID, Math.max(repeats + 1, needed));
}
