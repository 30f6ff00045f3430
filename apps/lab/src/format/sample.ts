/** One figure of one variant: its median, and between which values it was. */
export interface Sample {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Seen in the repeats; taken for what is measured once; or unknown, of a single repeat. */
  readonly spread: 'seen' | 'taken' | 'unknown';
}

/** Out of the repeats of one run; undefined when there are none. */
export function sampleOf(values: readonly number[]): Sample | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[0];
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) return undefined;
  const middle = sorted.length / 2;
  const at = (index: number): number => sorted[index] ?? high;
  const median = Number.isInteger(middle) ? (at(middle - 1) + at(middle)) / 2 : at(Math.floor(middle));
  return { median, low, high, spread: sorted.length > 1 ? 'seen' : 'unknown' };
}

/** What was measured once has no spread of its own: it is taken to be so much off, either way. */
export const once = (value: number, off: number): Sample => ({
  median: value,
  low: Math.max(0, value - off),
  high: value + off,
  spread: 'taken',
});

/** Differences below this part of the larger are none, however little the repeats spread. */
const NO_DIFFERENCE = 0.01;

/** Whether the two differ by more than either of them spreads. */
export const isApart = (a: Sample, b: Sample): boolean =>
  (a.low > b.high || b.low > a.high) &&
  Math.abs(a.median - b.median) > NO_DIFFERENCE * Math.max(a.median, b.median);

/** The larger by the smaller; null when the smaller is 0. */
export function factorOf(a: Sample, b: Sample): number | null {
  const [smaller, larger] = [a.median, b.median].sort((x, y) => x - y);
  return smaller === undefined || larger === undefined || smaller === 0 ? null : larger / smaller;
}
