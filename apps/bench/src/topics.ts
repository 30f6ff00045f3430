import { detailsTopic } from './details/details.topic';
import type { Topic } from './experiment';
import { ingestTopic } from './ingest/ingest.topic';
import { nearestTopic } from './nearest/nearest.topic';
import { outboxTopic } from './outbox/outbox.topic';
import { readTopic } from './read/read.topic';
import type { TopicName } from './results';
import { startTopic } from './start/start.topic';

/** In the order of the goals. */
export const TOPIC_EXPERIMENTS: Readonly<Partial<Record<TopicName, Topic>>> = {
  ingest: ingestTopic,
  read: readTopic,
  details: detailsTopic,
  outbox: outboxTopic,
  nearest: nearestTopic,
  start: startTopic,
};
