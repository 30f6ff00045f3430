import type { Topic } from '../../runner/experiment';
import { drainExperiment } from './drain.experiment';
import { keptRowsExperiments } from './kept-rows.experiment';
import { toCopyExperiments } from './to-copy.experiment';

/** From the commit of a change to the copy of it. */
export const outboxTopic: Topic = (settings) => [
  drainExperiment(settings),
  ...toCopyExperiments(settings),
  ...keptRowsExperiments(settings),
];
