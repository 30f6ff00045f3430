import { anchor, figure, plain } from '../format/format';
import { type Cell, MISSING, type Table, text } from '../format/table';
import type { ExperimentResult, Goal, Results } from '../results/results';
import { type Verdict, verdictOf } from './verdict';

/** A ratio as such; a figure in its metric's unit. */
function shownValue({ metrics }: ExperimentResult, { over, metric }: Goal, value: number): string {
  const unit = over === undefined ? metrics.find(({ id }) => id === metric)?.unit : 'times';
  if (unit === 'ms') return `${plain(value)} ms`;
  return unit === 'times' || unit === undefined ? plain(value) : figure(value, unit);
}

const limitOf = (experiment: ExperimentResult, goal: Goal): string =>
  [
    ...(goal.atLeast === undefined ? [] : [`>= ${shownValue(experiment, goal, goal.atLeast)}`]),
    ...(goal.atMost === undefined ? [] : [`<= ${shownValue(experiment, goal, goal.atMost)}`]),
  ].join(' and ');

function rowOf(experiment: ExperimentResult, goal: Goal, verdict: Verdict): Cell[] {
  const { median, low, high, isMet, metIn, repeats } = verdict;
  const [middle = '', from = '', to = ''] = [median, low, high].map((value) =>
    shownValue(experiment, goal, value),
  );
  const over = goal.over === undefined ? [] : ['over', goal.over];
  const id = anchor('goal', goal.id, experiment.id, goal.metric, goal.side, ...over);
  return [
    text(goal.id),
    text(`${experiment.title}: ${goal.says}`),
    text(limitOf(experiment, goal)),
    { text: from === to ? middle : `${middle} (${from}–${to})`, id },
    text(`${isMet ? 'met' : 'missed'}, in ${metIn} of ${repeats} repeats`),
  ];
}

const unmeasured = (experiment: ExperimentResult, goal: Goal): Cell[] =>
  [
    ...[goal.id, `${experiment.title}: ${goal.says}`],
    ...[limitOf(experiment, goal), MISSING, 'not measured to the end'],
  ].map((one) => text(one));

/** Every goal of the experiments of a run, in the order of the goals. */
export function goalsTable({ experiments }: Results): Table {
  const rows = experiments.flatMap((experiment) =>
    experiment.goals.map((goal) => {
      const verdict = verdictOf(experiment, goal);
      return {
        id: goal.id,
        row: verdict ? rowOf(experiment, goal, verdict) : unmeasured(experiment, goal),
      };
    }),
  );
  return {
    title: 'Reached or not',
    note: 'Judged by the median of the repeats; a ratio is that of two sides in the same repeat.',
    head: ['', 'goal', 'wanted', 'measured', ''],
    rows: rows.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })).map(({ row }) => row),
  };
}
