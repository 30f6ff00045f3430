import { plain } from '../format/format';
import type { Margin } from './rule';

/** A ratio with 0 on one side has no logarithm: it is taken for a million times. */
const MOST = Math.log(1e6);

/**
 * How much more the first figure is, on the scale of the margin: the logarithm of the ratio, or the difference. On it
 * the margin is symmetric, and means may be taken.
 */
export function differenceOf(figure: number, other: number, margin: Margin): number {
  if ('by' in margin) return figure - other;
  if (figure === other) return 0;
  if (figure <= 0) return -MOST;
  return other <= 0 ? MOST : Math.min(MOST, Math.max(-MOST, Math.log(figure / other)));
}

export const widthOf = (margin: Margin): number => ('by' in margin ? margin.by : Math.log(margin.times));

/** `1.3 (1.2–1.4) times`, `-4 (-5–-3)`: back on the scale of the figures. */
export function differenceInWords(
  { low, middle, high }: { readonly low: number; readonly middle: number; readonly high: number },
  margin: Margin,
): string {
  const [from, mid, to] = [low, middle, high].map((value) => plain('by' in margin ? value : Math.exp(value)));
  const range = from === to ? '' : ` (${from} to ${to})`;
  return 'by' in margin ? `a difference of ${mid}${range}` : `${mid}${range} times`;
}

export const marginInWords = (margin: Margin): string =>
  'by' in margin ? plain(margin.by) : `${plain((margin.times - 1) * 100)} %`;
