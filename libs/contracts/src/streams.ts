import {
  DEAD_LETTERS_SUBJECTS,
  DRIVER_UPDATES_SUBJECTS,
  RIDES_CHANGED_SUBJECTS,
  RIDES_DOCUMENT_SUBJECTS,
} from './subjects';

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
  /** An object store: chunks and, rolled up by name, what they make up. */
  readonly objects?: boolean;
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
export const RIDE_DOCUMENTS = 'RIDE_DOCUMENTS';
export const DEAD_LETTERS = 'DEAD_LETTERS';

/** Details of rides that the instances of driver-service share, by ride and driver. */
export const RIDE_DETAILS_BUCKET = 'RIDE_DETAILS';

/** Approach `shared-cache`: current rides, by driver. */
export const CURRENT_RIDES_BUCKET = 'CURRENT_RIDES';

/** Approach `shared-files`: current rides, one object per driver. */
export const CURRENT_RIDE_FILES_BUCKET = 'CURRENT_RIDE_FILES';

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
  {
    name: RIDE_DOCUMENTS,
    description: 'Rides whole, with personal data: filled only while the approach event-replication is on',
    subjects: [RIDES_DOCUMENT_SUBJECTS],
    storage: 'file',
    maxAgeMs: 1 * DAY,
    maxBytes: 256 * MIB,
    discard: 'new',
    duplicateWindowMs: 2 * MINUTE,
  },
  {
    name: `KV_${CURRENT_RIDES_BUCKET}`,
    description: 'Shared cache of current rides, with personal data: filled only while shared-cache is on',
    subjects: [`$KV.${CURRENT_RIDES_BUCKET}.>`],
    storage: 'memory',
    maxAgeMs: 60 * MINUTE,
    maxBytes: 64 * MIB,
    discard: 'old',
    duplicateWindowMs: 1 * SECOND,
    newestPerSubject: true,
  },
  {
    name: `OBJ_${CURRENT_RIDE_FILES_BUCKET}`,
    description: 'Files of current rides, with personal data: filled only while shared-files is on',
    subjects: [`$O.${CURRENT_RIDE_FILES_BUCKET}.C.>`, `$O.${CURRENT_RIDE_FILES_BUCKET}.M.>`],
    storage: 'file',
    maxAgeMs: 7 * DAY,
    maxBytes: 256 * MIB,
    discard: 'new',
    duplicateWindowMs: 1 * SECOND,
    objects: true,
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

export const DRIVER_SERVICE_RIDE_REPLICA: ConsumerDefinition = {
  stream: RIDE_DOCUMENTS,
  durable: 'driver-service-ride-replica',
  description: 'Keeps rides whole in driver-service, for the approach event-replication',
  ackWaitMs: 10 * SECOND,
  maxAckPending: 20_000,
};

const publisher = (durable: string, description: string): ConsumerDefinition => ({
  stream: RIDE_EVENTS,
  durable,
  description,
  ackWaitMs: 10 * SECOND,
  maxAckPending: 20_000,
});

/** What Ride Service publishes for others, driven by its own events: one durable for each approach. */
export const RIDE_SERVICE_DOCUMENTS = publisher(
  'ride-service-documents',
  'Publishes rides whole to RIDE_DOCUMENTS, for the approach event-replication',
);
export const RIDE_SERVICE_SHARED_CACHE = publisher(
  'ride-service-shared-cache',
  'Writes current rides to the shared cache, for the approach shared-cache',
);
export const RIDE_SERVICE_SHARED_FILES = publisher(
  'ride-service-shared-files',
  'Writes current rides to the object store, for the approach shared-files',
);

export const CONSUMERS: readonly ConsumerDefinition[] = [
  DRIVER_SERVICE_POSITIONS,
  DRIVER_SERVICE_RIDE_COPY,
  DRIVER_SERVICE_RIDE_REPLICA,
  RIDE_SERVICE_DOCUMENTS,
  RIDE_SERVICE_SHARED_CACHE,
  RIDE_SERVICE_SHARED_FILES,
];
