import { measuringCommand } from '../command/measuring-command';
import { writeLabReport } from '../report/lab-report';
import { QUESTIONS } from '../results/results';
import { experimentsOf } from './questions';

/** `npm run lab`. */
export const main = measuringCommand({
  script: 'lab',
  says: 'Decides what is said of each way of sharing data, by experiments that each move one quantity.',
  names: QUESTIONS,
  repeats: 5,
  out: 'reports/lab',
  experimentsOf,
  writeReport: (results, folder) => writeLabReport(results, experimentsOf(results.settings), folder),
});
