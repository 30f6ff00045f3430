import { measuringCommand } from '../command/measuring-command';
import { writeReport } from '../report/write-report';
import { TOPICS } from '../results/results';
import { experimentsOf } from './topics';

/** `npm run bench`. */
export const main = measuringCommand({
  script: 'bench',
  says: 'Measures the built system against what one would write first and against the bare limit.',
  names: TOPICS,
  repeats: 5,
  out: 'reports/bench',
  ...{ experimentsOf, writeReport },
});
