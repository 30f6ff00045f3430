import { anchor, figure, quantity } from '../format/format';
import { sampleOf } from '../format/sample';
import { LabError } from '../lab.errors';
import type { ExperimentResult, Results } from '../results/results';

/** A median of committed results, and where a report has it. */
export interface Figure {
  readonly value: number;
  /** As the report shows it; times with their unit. */
  readonly shown: string;
  /** From `docs`. */
  readonly link: string;
}

/** Which figure of an experiment. */
export interface Wanted {
  readonly side: string;
  readonly metric: string;
  /** The value of what the experiment moves. */
  readonly at?: number;
}

function anchorOf({ id, series }: ExperimentResult, { side, metric, at }: Wanted): string {
  if (series) return anchor('growth', series.id, metric, side, String(series.x));
  return anchor(metric, id, side, ...(at === undefined ? [] : [String(at)]));
}

/** The figures of one results.json. */
export class Measured {
  /**
   * @param file for the message when a figure is missing
   * @param reportOf the page that shows an experiment, from `docs`
   */
  constructor(
    readonly results: Results,
    private readonly file: string,
    private readonly reportOf: (experiment: ExperimentResult) => string,
  ) {}

  has = (id: string): boolean => this.results.experiments.some((one) => one.id === id);

  /** @throws LabError when it was not measured */
  figure(id: string, wanted: Wanted): Figure {
    const { side, metric, at } = wanted;
    const experiment = this.experiment(id);
    const values = (experiment.sides.find((one) => one.id === side)?.samples ?? [])
      .filter((sample) => sample.at === at)
      .flatMap(({ values }) => values[metric] ?? []);
    const sample = sampleOf(values);
    const unit = experiment.metrics.find((one) => one.id === metric)?.unit;
    if (sample === undefined || unit === undefined) {
      const place = at === undefined ? '' : ` at ${at}`;
      throw new LabError(`${this.file} has no ${metric} of the side ${side}${place} in the experiment ${id}`);
    }
    const link = `${this.reportOf(experiment)}#${anchorOf(experiment, wanted)}`;
    const shown = unit === 'ms' ? quantity(sample.median, unit) : figure(sample.median, unit);
    return { value: sample.median, shown, link };
  }

  sidesOf = (id: string): readonly string[] => this.experiment(id).sides.map((side) => side.id);

  /** The values of what an experiment moves at which a figure was measured, ascending. */
  placesOf(id: string, { side, metric }: Omit<Wanted, 'at'>): readonly number[] {
    const samples = this.experiment(id).sides.find((one) => one.id === side)?.samples ?? [];
    const places = samples.flatMap(({ at, values }) => (metric in values ? (at ?? []) : []));
    return [...new Set(places)].sort((a, b) => a - b);
  }

  /** The experiments of a series, the smallest first. @throws LabError for fewer than two */
  seriesOf(series: string): readonly string[] {
    const steps = this.results.experiments.filter((one) => one.series?.id === series);
    if (steps.length < 2) throw new LabError(`${this.file} has no series ${series} of two sizes or more`);
    return steps.sort((a, b) => (a.series?.x ?? 0) - (b.series?.x ?? 0)).map(({ id }) => id);
  }

  sizeOf = (id: string): number => this.experiment(id).series?.x ?? 0;

  private experiment(id: string): ExperimentResult {
    const found = this.results.experiments.find((one) => one.id === id);
    if (found === undefined) throw new LabError(`${this.file} has no experiment ${id}`);
    return found;
  }
}

/** What `npm run bench` has measured. */
export const measuredSpeed = (results: Results, file: string): Measured =>
  new Measured(results, file, () => 'bench/report.md');

/** What `npm run lab` has measured. */
export const measuredLab = (results: Results, file: string): Measured =>
  new Measured(results, file, ({ topic }) => `lab/${topic}.md`);
