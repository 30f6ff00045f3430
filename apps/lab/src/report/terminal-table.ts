import { plain, quantity } from '../format/format';
import { figureOf } from './figures';
import type { ExperimentResult, Results } from '../results/results';
import { verdictOf } from './verdict';

function lines(experiment: ExperimentResult): string[] {
  const figures = experiment.sides.map((side) => {
    const cells = experiment.metrics.flatMap((metric) => {
      const sample = figureOf(side, metric);
      if (!sample) return [];
      const { median, low, high } = sample;
      return [`${metric.label} ${quantity(median, metric.unit)} (${plain(low)}–${plain(high)})`];
    });
    return `  ${side.id.padEnd(20)} ${cells.join('   ')}`;
  });
  const goals = experiment.goals.flatMap((goal) => {
    const verdict = verdictOf(experiment, goal);
    if (!verdict) return [];
    const { median, low, high, isMet, metIn, repeats } = verdict;
    const how = isMet ? 'met' : 'MISSED';
    return [
      `  ${goal.id} ${goal.says}: ${plain(median)} (${plain(low)}–${plain(high)}), ${how} (in ${metIn} of ${repeats})`,
    ];
  });
  const failed = experiment.failed === undefined ? [] : [`  FAILED: ${experiment.failed}`];
  return [`\n${experiment.title}`, ...figures, ...goals, ...failed];
}

export const terminalTable = ({ experiments }: Results): string => experiments.flatMap(lines).join('\n');
