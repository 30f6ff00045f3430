import type { Topic } from '../../runner/experiment';
import { newConsumerOf } from './new-consumer.experiment';
import { recordsOf } from './records.experiment';
import { ridesOf } from './rides.experiment';

/** What grows with the number of rides, and with their size, and what a new consumer has to fetch. */
export const volumeTopic: Topic = (settings) => [
  ridesOf(settings),
  recordsOf(settings),
  newConsumerOf(settings),
];
