import type { Experiment, Topic } from '../runner/experiment';
import { type Settings, type TopicName, TOPICS } from '../results/results';
import { assignmentsExperiments } from './assignments/assignments.experiments';
import { commandsExperiments } from './commands/commands.experiments';
import { detailsHttp } from './details/details-http.experiment';
import { detailsPort } from './details/port/details-port.experiment';
import { ingestExperiments } from './ingest/ingest.experiments';
import { instancesExperiments } from './instances/instances.experiments';
import { nearestAtLoad } from './nearest/nearest-at-load';
import { nearestByDrivers } from './nearest/nearest-by-drivers';
import { nearestIngestCost } from './nearest/nearest-ingest-cost';
import { drainExperiment, keptRowsExperiments } from './outbox/drain.experiment';
import { toCopyExperiments } from './outbox/to-copy.experiment';
import { readExperiments } from './read/read.experiments';
import { rebuildExperiments } from './rebuild/rebuild.experiments';
import { startExperiments } from './start/start.experiments';

const TOPIC_EXPERIMENTS: Readonly<Record<TopicName, Topic>> = {
  ingest: ingestExperiments,
  read: readExperiments,
  details: (settings) => [detailsPort(settings), detailsHttp(settings)],
  outbox: (settings) => [
    drainExperiment(settings),
    ...toCopyExperiments(settings),
    ...keptRowsExperiments(settings),
  ],
  nearest: (settings) => [
    nearestAtLoad(settings),
    nearestIngestCost(settings),
    ...nearestByDrivers(settings),
  ],
  start: startExperiments,
  commands: commandsExperiments,
  assignments: assignmentsExperiments,
  instances: instancesExperiments,
  rebuild: rebuildExperiments,
};

/** Of the topics that the settings name, in the order of the goals. */
export const experimentsOf = (settings: Settings): readonly Experiment[] =>
  TOPICS.filter((name) => settings.topics.includes(name)).flatMap((name) =>
    TOPIC_EXPERIMENTS[name](settings),
  );
