import { CONSUMERS, type ConsumerDefinition } from './consumers';
import { APPROACHES, approachFacts } from './approaches';
import { CURRENT_RIDES_BUCKET, DEAD_LETTERS, RIDE_DETAILS_BUCKET, RIDE_EVENTS } from './stream-names';
import { type StreamDefinition, STREAMS } from './streams';

/** What a service uses at the broker; buckets are named by their streams. */
export interface BrokerNeeds {
  readonly streams: readonly string[];
  readonly consumers: readonly Pick<ConsumerDefinition, 'stream' | 'durable'>[];
  /** Its own buckets in memory, which it makes again when the broker has forgotten them. */
  readonly remade: readonly StreamDefinition[];
}

const bucketOf = (name: string) => STREAMS.filter((stream) => stream.name === `KV_${name}`);

const consumersOf = (service: string) => CONSUMERS.filter(({ durable }) => durable.startsWith(`${service}-`));

/** Includes approaches that are off: provisioning makes everything, so that turning one on needs no other step. */
export const BROKER_NEEDS: Readonly<Record<'ride-service' | 'driver-service', BrokerNeeds>> = {
  'ride-service': {
    streams: [
      RIDE_EVENTS,
      DEAD_LETTERS,
      ...APPROACHES.flatMap((approach) => approachFacts(approach).stream ?? []),
    ],
    consumers: consumersOf('ride-service'),
    remade: bucketOf(CURRENT_RIDES_BUCKET),
  },
  'driver-service': {
    streams: STREAMS.map(({ name }) => name),
    consumers: consumersOf('driver-service'),
    remade: bucketOf(RIDE_DETAILS_BUCKET),
  },
};
