import { MISSING, type Table, text } from '../format/table';
import { plain } from '../format/format';
import type { ExperimentResult, Metric } from '../results/results';
import { figureAnchor } from '../verdicts/figure';
import { figureOf, shownFigure } from './figures';
import { KINDS, plotOf } from './plot';

const placesOf = ({ sides }: ExperimentResult, metric: Metric): readonly number[] => {
  const measured = sides.flatMap(({ samples }) => samples.filter(({ values }) => metric.id in values));
  return [...new Set(measured.flatMap(({ at }) => at ?? []))].sort((a, b) => a - b);
};

/** Longer ones are drawn, and read in results.json. */
const MOST_COLUMNS = 12;

/** A table for each metric: a row for each side, a column for each value of what was moved. */
export function movedTables(experiment: ExperimentResult): Table[] {
  const { id, title, moved, sides } = experiment;
  if (!moved) return [];
  return experiment.metrics.flatMap((metric) => {
    const places = placesOf(experiment, metric);
    if (places.length === 0) return [];
    const step = Math.ceil(places.length / MOST_COLUMNS);
    const shown = places.filter((_, index) => index % step === 0 || index === places.length - 1);
    const rows = sides.map((side) => [
      text(side.id),
      ...shown.map((at) => {
        const sample = figureOf(side, metric, at);
        const anchored = figureAnchor(id, { metric: metric.id, side: side.id, at });
        return sample ? { text: shownFigure(sample, metric), id: anchored } : text(MISSING);
      }),
    ]);
    return [
      {
        title: `${title}: ${metric.label}`,
        note: `By ${moved.label}${moved.unit && ` in ${moved.unit}`}. Median of the repeats, and in brackets the lowest and the highest.`,
        head: ['', ...shown.map((at) => `${plain(at)} ${moved.unit}`.trim())],
        rows,
      },
    ];
  });
}

export interface Picture {
  readonly file: string;
  readonly says: string;
  readonly svg: string;
}

/** A picture for each metric that was measured at two values or more of what was moved. */
export function movedPlots(experiment: ExperimentResult): Picture[] {
  const { id, title, moved, sides } = experiment;
  if (!moved) return [];
  return experiment.metrics.flatMap((metric) => {
    const places = placesOf(experiment, metric);
    const curves = sides.flatMap((side, index) => {
      const points = places.flatMap((at) => {
        const sample = figureOf(side, metric, at);
        return sample ? [[at, sample.median] as const] : [];
      });
      return points.length > 0 ? [{ name: side.id, kind: index % KINDS, points }] : [];
    });
    const svg = plotOf({ title, x: moved, metric, curves });
    const says = `${metric.label} by ${moved.label}`;
    return svg === undefined ? [] : [{ file: `${id}-${metric.id}.svg`, says, svg }];
  });
}
