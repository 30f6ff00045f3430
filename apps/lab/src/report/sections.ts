import { anchor, bytes, duration, plain } from '../format/format';
import { MISSING, type Section, type Table, text } from '../format/table';
import { figureAnchor } from '../verdicts/figure';
import type { ExperimentResult, Results, SideResult } from '../results/results';
import { goalsTable } from './goals-table';
import { profileTables } from './profile-tables';
import { seriesTables } from './series';
import { comparedWith, figureOf, ratioOf, shownFigure } from './figures';

const MOST_LATENCY_POINTS = ['p50', 'p90', 'p99', 'max'] as const;

/** A row for each metric, where no side is one that the others are compared with. */
function metricsTable(experiment: ExperimentResult): Table {
  const { id, title, metrics, sides } = experiment;
  const rows = metrics.flatMap((metric) => {
    const cells = sides.map((side) => {
      const sample = figureOf(side, metric);
      const anchored = figureAnchor(id, { metric: metric.id, side: side.id });
      return sample ? { text: shownFigure(sample, metric), id: anchored } : text(MISSING);
    });
    return cells.every((cell) => cell.text === MISSING) ? [] : [[text(metric.label), ...cells]];
  });
  return {
    title: `${title}: figures`,
    note: 'Median, and in brackets the lowest and the highest of the repeats.',
    head: ['', ...sides.map((side) => side.id)],
    rows,
  };
}

function figuresTable(experiment: ExperimentResult): Table {
  const others = comparedWith(experiment);
  if (others.length === 0) return metricsTable(experiment);
  const rows = experiment.metrics.flatMap((metric) =>
    experiment.sides.flatMap((side) => {
      const sample = figureOf(side, metric);
      if (!sample) return [];
      const ratios = others.map((other) => {
        const ratio = other.id === side.id ? undefined : ratioOf(side, other, metric);
        return text(ratio ? `${plain(ratio.median)} x` : MISSING);
      });
      const id = anchor(metric.id, experiment.id, side.id);
      const unit = metric.unit === 'a second' ? `${metric.label} a second` : metric.label;
      return [[text(unit), text(side.id), { text: shownFigure(sample, metric), id }, ...ratios]];
    }),
  );
  return {
    title: `${experiment.title}: figures`,
    note: 'Median, and in brackets the lowest and the highest of the repeats. Ratios: of the same repeat, their median.',
    head: ['', 'side', 'median (low–high)', ...others.map(({ id }) => `by ${id}`)],
    rows,
  };
}

/** The repeat whose p50 is in the middle: points of several repeats cannot be put into one. */
function middle({ samples }: SideResult) {
  const latencies = samples.flatMap(({ latency }) => latency ?? []).sort((a, b) => a.p50 - b.p50);
  return latencies[Math.floor((latencies.length - 1) / 2)];
}

function latencyTables({ id, title, sides }: ExperimentResult): Table[] {
  const rows = sides.flatMap((side) => {
    const latency = middle(side);
    if (!latency || latency.count === 0) return [];
    const points = MOST_LATENCY_POINTS.map((point) => ({
      text: duration(latency[point]),
      id: anchor('latency', point, id, side.id),
    }));
    return [[text(side.id), text(plain(latency.count)), ...points]];
  });
  if (rows.length === 0) return [];
  const note = 'Of the repeat whose p50 is in the middle.';
  return [{ title: `${title}: latency`, note, head: ['side', 'counted', ...MOST_LATENCY_POINTS], rows }];
}

/** Of every side, as the first repeat says it; in how many repeats. */
const verifiedList = ({ sides }: ExperimentResult): string[] =>
  sides.flatMap(({ id, samples }) => {
    const [first] = samples;
    const repeats = new Set(samples.map(({ repeat }) => repeat)).size;
    return first ? [`${id}, in all of ${repeats}: ${first.verified}`] : [];
  });

const settingsOf = ({ settings }: ExperimentResult): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? plain(value) : value}`)
    .join(', ');

export const experimentSection = (experiment: ExperimentResult): Section => ({
  id: experiment.id,
  title: experiment.title,
  paragraphs: [
    ...(experiment.failed === undefined ? [] : [`Not measured to the end: ${experiment.failed}`]),
    experiment.says,
    `Set: ${settingsOf(experiment)}.`,
    'The sides, and how their work was verified:',
  ],
  list: [
    ...experiment.sides.map(({ id, kind, says }) => `${id}${id === kind ? '' : ` (${kind})`}: ${says}`),
    ...verifiedList(experiment).map((one) => `verified, ${one}`),
  ],
  tables: [figuresTable(experiment), ...latencyTables(experiment), ...profileTables(experiment)],
});

/** Which experiments an earlier run has measured, run by run. */
function keptFrom(experiments: Results['experiments']): string[] {
  const runs = new Map<string, string[]>();
  for (const { id, earlierRun } of experiments) {
    if (!earlierRun) continue;
    const run = `${earlierRun.startedAt}, commit ${earlierRun.commit ?? 'unknown'}`;
    runs.set(run, [...(runs.get(run) ?? []), id]);
  }
  return [...runs].map(([run, ids]) => `Kept from the run started ${run}: ${ids.join(', ')}`);
}

/** How it was made: enough to make it again. */
export function originSection({
  startedAt,
  endedAt,
  command,
  commit,
  machine,
  versions,
  settings,
  experiments,
}: Results): Section {
  const minutes = (Date.parse(endedAt) - Date.parse(startedAt)) / 60_000;
  return {
    id: 'origin',
    title: 'How it was made',
    paragraphs: [
      ...(settings.quick ? ['A quick run: to see that it works. Its figures say nothing.'] : []),
      'What counts are the ratios of sides of one run; absolute figures are those of this machine.',
    ],
    list: [
      `Command: ${command}`,
      `Started: ${startedAt}, for ${plain(minutes)} minutes; commit ${commit ?? 'unknown'}`,
      ...keptFrom(experiments),
      `Machine: ${machine.cpu}, ${machine.cores} cores, ${bytes(machine.memoryBytes)} of memory, ${machine.os}`,
      `Versions: ${Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ')}`,
      `Settings: repeats ${settings.repeats}, seed ${settings.seed}, topics ${settings.topics.join(' ')}`,
    ],
    tables: [],
  };
}

export const sectionsOf = (results: Results): readonly Section[] => [
  originSection(results),
  {
    id: 'goals',
    title: 'Goals',
    paragraphs: [],
    list: [],
    tables: [goalsTable(results)],
  },
  ...seriesTables(results),
  ...results.experiments.map(experimentSection),
];
