import { anchor, plain } from '../format/format';
import { MISSING, type Section, type Table, text } from '../format/table';
import type { ExperimentResult, Metric, Results, Series, SideResult } from '../results/results';
import { figureOf, shownFigure } from './figures';

export interface Step extends ExperimentResult {
  readonly series: Series;
}

/** The experiments of one series, by size. */
export interface Growth {
  readonly id: string;
  readonly title: string;
  readonly of: string;
  readonly steps: readonly Step[];
}

const isStep = (experiment: ExperimentResult): experiment is Step => experiment.series !== undefined;

export function growthsOf({ experiments }: Results): readonly Growth[] {
  const steps = experiments.filter(isStep);
  return [...new Set(steps.map(({ series }) => series.id))].flatMap((id) => {
    const own = steps.filter(({ series }) => series.id === id).sort((a, b) => a.series.x - b.series.x);
    const [first] = own;
    return first ? [{ id, title: first.series.title, of: first.series.of, steps: own }] : [];
  });
}

export const metricsOf = ({ steps }: Growth): readonly Metric[] => steps[0]?.metrics ?? [];

export const sideOf = (step: Step, id: string): SideResult | undefined =>
  step.sides.find((side) => side.id === id);

export const sideIdsOf = ({ steps }: Growth): readonly string[] => [
  ...new Set(steps.flatMap(({ sides }) => sides.map(({ id }) => id))),
];

function tableOf(growth: Growth, metric: Metric): Table {
  const rows = growth.steps.map((step) => [
    text(plain(step.series.x)),
    ...sideIdsOf(growth).map((id) => {
      const side = sideOf(step, id);
      const sample = side && figureOf(side, metric);
      const at = anchor('growth', growth.id, metric.id, id, String(step.series.x));
      return sample ? { text: shownFigure(sample, metric), id: at } : text(MISSING);
    }),
  ]);
  const title = `${growth.title} by ${growth.of}: ${metric.label}`;
  return { title, note: '', head: [growth.of, ...sideIdsOf(growth)], rows };
}

/** A section for each series: a table for each of its metrics. */
export const seriesTables = (results: Results): Section[] =>
  growthsOf(results).map((growth) => ({
    id: growth.id,
    title: `${growth.title}, growing by ${growth.of}`,
    paragraphs: [],
    list: [],
    tables: metricsOf(growth)
      .map((metric) => tableOf(growth, metric))
      .filter(({ rows }) => rows.some((cells) => cells.slice(1).some(({ text }) => text !== MISSING))),
  }));
