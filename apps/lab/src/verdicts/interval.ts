import { seededRandom } from '@ride-hailing/testing';

export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
/** The same interval for the same figures, whoever asks. */
const SEED = 20_26;

const drawnBefore = new Map<number, readonly (readonly number[])[]>();

/** Blocks drawn with replacement, as many as there are, so often. */
function resamples(blocks: number): readonly (readonly number[])[] {
  const known = drawnBefore.get(blocks);
  if (known) return known;
  const random = seededRandom(SEED);
  const drawn = Array.from({ length: RESAMPLES }, () =>
    Array.from({ length: blocks }, () => Math.floor(random() * blocks)),
  );
  drawnBefore.set(blocks, drawn);
  return drawn;
}

/** Of numbers in order, the one below which lies this share (0 to 1) of them. */
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? Number.NaN;

/**
 * The interval that holds a statistic of the blocks with 95 % confidence, by the percentile bootstrap over blocks
 * (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Resamples for which `statistic` is
 * undefined are left out; undefined when they are more than one in twenty.
 */
export function bootstrap(
  blocks: number,
  statistic: (drawn: readonly number[]) => number | undefined,
): Interval | undefined {
  const middle = statistic(Array.from({ length: blocks }, (_, index) => index));
  const drawn = resamples(blocks).flatMap((indices) => statistic(indices) ?? []);
  if (middle === undefined || drawn.length < RESAMPLES * 0.95) return undefined;
  const sorted = drawn.sort((a, b) => a - b);
  return { low: at(sorted, 0.025), middle, high: at(sorted, 0.975) };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the mean of some values, one from each block. @param values not empty */
export function meanInterval(values: readonly number[]): Interval {
  const interval = bootstrap(values.length, (drawn) => meanOf(drawn.map((index) => values[index] ?? 0)));
  return interval ?? { low: Number.NaN, middle: meanOf(values), high: Number.NaN };
}
