import { DEAD_LETTERS_SUBJECTS, DRIVER_UPDATES_SUBJECTS, RIDES_CHANGED_SUBJECTS } from './subjects';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const MIB = 1024 * 1024;

export interface StreamDefinition {
  readonly name: string;
  readonly description: string;
  readonly subjects: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** At the limit: `old` drops the oldest message, `new` refuses the publish. */
  readonly discard: 'old' | 'new';
  readonly duplicateWindowMs: number;
  /** A bucket: one message of each subject is kept, and given by subject. */
  readonly newestPerSubject?: boolean;
}

/** A durable pull consumer with explicit acks and no delivery limit, shared by all instances of a service. */
export interface ConsumerDefinition {
  readonly stream: string;
  readonly durable: string;
  readonly description: string;
  readonly ackWaitMs: number;
  readonly maxAckPending: number;
}

export const DRIVER_UPDATES = 'DRIVER_UPDATES';
export const RIDE_EVENTS = 'RIDE_EVENTS';
export const DEAD_LETTERS = 'DEAD_LETTERS';

/** Details of rides that the instances of driver-service share, by ride and driver. */
export const RIDE_DETAILS_BUCKET = 'RIDE_DETAILS';

export const STREAMS: readonly StreamDefinition[] = [
  {
    name: DRIVER_UPDATES,
    description: 'Updates of drivers, perishable: the next one replaces what was lost',
    subjects: [DRIVER_UPDATES_SUBJECTS],
    storage: 'file',
    maxAgeMs: 10 * MINUTE,
    maxBytes: 512 * MIB,
    discard: 'old',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: RIDE_EVENTS,
    description: 'Essential fields of each version of each ride; refuses rather than forgets',
    subjects: [RIDES_CHANGED_SUBJECTS],
    storage: 'file',
    maxAgeMs: 7 * DAY,
    maxBytes: 1024 * MIB,
    discard: 'new',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: DEAD_LETTERS,
    description: 'Messages that a consumer could not take, with the reason and their origin',
    subjects: [DEAD_LETTERS_SUBJECTS],
    storage: 'file',
    maxAgeMs: 30 * DAY,
    maxBytes: 256 * MIB,
    discard: 'old',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: `KV_${RIDE_DETAILS_BUCKET}`,
    description: 'Shared cache of ride details: personal data, so only in memory and for minutes',
    subjects: [`$KV.${RIDE_DETAILS_BUCKET}.>`],
    storage: 'memory',
    maxAgeMs: 6 * MINUTE,
    maxBytes: 64 * MIB,
    discard: 'old',
    duplicateWindowMs: 1 * SECOND,
    newestPerSubject: true,
  },
];

export const DRIVER_SERVICE_POSITIONS: ConsumerDefinition = {
  stream: DRIVER_UPDATES,
  durable: 'driver-service-positions',
  description: 'Keeps the newest position of each driver in driver-service',
  ackWaitMs: 10 * SECOND,
  maxAckPending: 50_000,
};

export const DRIVER_SERVICE_RIDE_COPY: ConsumerDefinition = {
  stream: RIDE_EVENTS,
  durable: 'driver-service-ride-copy',
  description: 'Keeps the essential fields of each ride in driver-service',
  ackWaitMs: 10 * SECOND,
  maxAckPending: 20_000,
};

export const CONSUMERS: readonly ConsumerDefinition[] = [DRIVER_SERVICE_POSITIONS, DRIVER_SERVICE_RIDE_COPY];
