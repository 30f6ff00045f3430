import { caseCommand } from '../case/case-command';
import { measuringCommand } from '../command/measuring-command';
import { writeLabReport } from '../report/lab-report';
import { QUESTIONS } from '../results/results';
import { experimentsOf } from './questions';

const lab = measuringCommand({
  script: 'lab',
  says: [
    'Decides what is said of each way of sharing data, by experiments that each move one quantity.',
    '--case FILE ranks the approaches for a workload of your own instead; with --quick and --out alone.',
  ].join('\n'),
  names: QUESTIONS,
  repeats: 4,
  out: 'reports/lab',
  experimentsOf,
  writeReport: (results, folder) => writeLabReport(results, experimentsOf(results.settings), folder),
});

/** `npm run lab`. */
export const main = (args: readonly string[]): Promise<void> =>
  args.some((arg) => /^--case(=|$)/.test(arg)) ? caseCommand(args) : lab(args);
