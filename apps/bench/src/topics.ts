import type { Topic } from './experiment';
import type { TopicName } from './results';

/** In the order of the goals. */
export const TOPIC_EXPERIMENTS: Readonly<Partial<Record<TopicName, Topic>>> = {};
