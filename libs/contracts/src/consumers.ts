import { DRIVER_UPDATES, RIDE_DOCUMENTS, RIDE_EVENTS } from './stream-names';

const SECOND = 1_000;

/** A durable pull consumer with explicit acks and no delivery limit, shared by all instances of a service. */
export interface ConsumerDefinition {
  readonly stream: string;
  readonly durable: string;
  readonly description: string;
  readonly ackWaitMs: number;
  readonly maxAckPending: number;
}

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

/** Ride Service publishes from its own events for the other approaches: one durable for each approach. */
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
