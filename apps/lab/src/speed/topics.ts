import { detailsTopic } from './details/details.topic';
import type { Experiment, Topic } from '../runner/experiment';
import { ingestTopic } from './ingest/ingest.topic';
import { nearestTopic } from './nearest/nearest.topic';
import { outboxTopic } from './outbox/outbox.topic';
import { readTopic } from './read/read.topic';
import type { Settings, TopicName } from '../runner/results';
import { startTopic } from './start/start.topic';

/** In the order of the goals. */
const TOPIC_EXPERIMENTS: Readonly<Record<TopicName, Topic>> = {
  ingest: ingestTopic,
  read: readTopic,
  details: detailsTopic,
  outbox: outboxTopic,
  nearest: nearestTopic,
  start: startTopic,
};

export const experimentsOf = (settings: Settings): readonly Experiment[] =>
  settings.topics.flatMap((name) => TOPIC_EXPERIMENTS[name](settings));
