import type { Experiment, Topic } from '../runner/experiment';
import { type Settings, type TopicName, TOPICS } from '../results/results';
import { detailsTopic } from './details/details.topic';
import { ingestTopic } from './ingest/ingest.topic';
import { nearestTopic } from './nearest/nearest.topic';
import { outboxTopic } from './outbox/outbox.topic';
import { readTopic } from './read/read.topic';
import { startTopic } from './start/start.topic';

const TOPIC_EXPERIMENTS: Readonly<Record<TopicName, Topic>> = {
  ingest: ingestTopic,
  read: readTopic,
  details: detailsTopic,
  outbox: outboxTopic,
  nearest: nearestTopic,
  start: startTopic,
};

/** Of the topics that the settings name, in the order of the goals. */
export const experimentsOf = (settings: Settings): readonly Experiment[] =>
  TOPICS.filter((name) => settings.topics.includes(name)).flatMap((name) =>
    TOPIC_EXPERIMENTS[name](settings),
  );
