import { CONSUMERS, type ConsumerDefinition } from './consumers';
import { APPROACHES, approachFacts } from './approaches';
import { DEAD_LETTERS, RIDE_EVENTS } from './stream-names';
import { STREAMS } from './streams';

/** What a service uses at the broker; buckets are named by their streams. */
export interface BrokerNeeds {
  readonly streams: readonly string[];
  readonly consumers: readonly Pick<ConsumerDefinition, 'stream' | 'durable'>[];
}

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
  },
  'driver-service': { streams: STREAMS.map(({ name }) => name), consumers: consumersOf('driver-service') },
};
