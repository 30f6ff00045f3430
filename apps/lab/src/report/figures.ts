import { duration, withSpread } from '../format/format';
import { type Sample, sampleOf } from '../format/sample';
import type { ExperimentResult, Metric, SideResult } from '../results/results';

/**
 * Of one side, over its repeats; undefined when it has no such figure.
 * @param at the value of what the experiment moves; without one the figure is of the turn as a whole
 */
export const figureOf = ({ samples }: SideResult, metric: Metric, at?: number): Sample | undefined =>
  sampleOf(samples.flatMap((sample) => (sample.at === at ? (sample.values[metric.id] ?? []) : [])));

/** One side by another, in the repeats that have both: what the machine did then met both. */
export function ratioOf(side: SideResult, over: SideResult, metric: Metric): Sample | undefined {
  const ratios = side.samples.flatMap(({ repeat, values }) => {
    const value = values[metric.id];
    const other = over.samples.find((one) => one.repeat === repeat)?.values[metric.id];
    return value === undefined || other === undefined || other === 0 ? [] : [value / other];
  });
  return sampleOf(ratios);
}

/** Those that a side is compared with: what one writes first, and the bare limit. */
export const comparedWith = ({ sides }: ExperimentResult): readonly SideResult[] =>
  sides.filter(({ kind }) => kind === 'naive' || kind === 'limit');

/** With its spread and its unit, where the column's head does not name it. */
export function shownFigure(sample: Sample, { unit }: Metric): string {
  if (unit !== 'ms') return withSpread(sample, unit);
  const { median, low, high, spread } = sample;
  const [from, to] = [duration(low), duration(high)];
  return spread === 'seen' && from !== to ? `${duration(median)} (${from}–${to})` : duration(median);
}
