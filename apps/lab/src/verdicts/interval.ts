import { seededRandom } from '@ride-hailing/testing';

export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
/** The same interval for the same figures, whoever asks. */
const SEED = 20_26;

/** Blocks drawn with replacement, as many as there are, so often. */
function* resamples(blocks: number): Generator<readonly number[]> {
  const random = seededRandom(SEED);
  for (let draw = 0; draw < RESAMPLES; draw += 1) {
    yield Array.from({ length: blocks }, () => Math.floor(random() * blocks));
  }
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
  const drawn = [...resamples(blocks)].flatMap((indices) => statistic(indices) ?? []);
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
