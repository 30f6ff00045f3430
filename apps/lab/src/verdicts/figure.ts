import { anchor, plain, quantity } from '../format/format';
import { sampleOf } from '../format/sample';
import type { ExperimentResult, Metric } from '../results/results';

interface Wanted {
  readonly metric: string;
  readonly side: string;
  readonly at?: number;
}

export const figureAnchor = (experiment: string, { metric, side, at }: Wanted): string =>
  anchor(metric, experiment, side, ...(at === undefined ? [] : [String(at).replace('-', 'minus-')]));

/** By repeat. */
export function valuesOf(
  { sides }: ExperimentResult,
  { metric, side, at }: Wanted,
): ReadonlyMap<number, number> {
  const samples = sides.find(({ id }) => id === side)?.samples ?? [];
  return new Map(
    samples.flatMap((sample): [number, number][] => {
      const value = sample.at === at ? sample.values[metric] : undefined;
      return value === undefined ? [] : [[sample.repeat, value]];
    }),
  );
}

export const metricOf = ({ metrics }: ExperimentResult, id: string): Metric =>
  metrics.find((one) => one.id === id) ?? { id, label: id, unit: 'times', better: 'lower' };

export function inWords(experiment: ExperimentResult, wanted: Wanted): string {
  const sample = sampleOf([...valuesOf(experiment, wanted).values()]);
  const { unit } = metricOf(experiment, wanted.metric);
  const at =
    wanted.at === undefined ? '' : ` at ${plain(wanted.at)} ${experiment.moved?.unit ?? ''}`.trimEnd();
  return `${wanted.side}${at} ${sample ? quantity(sample.median, unit) : 'not measured'}`;
}
