import {
  type Approach,
  type ConsumerDefinition,
  DRIVER_SERVICE_RIDE_REPLICA,
  RIDE_DOCUMENTS,
  RIDE_EVENTS,
  RIDE_SERVICE_DOCUMENTS,
  RIDE_SERVICE_SHARED_CACHE,
  RIDE_SERVICE_SHARED_FILES,
  rideChangedSubject,
  rideDocumentSubject,
} from '@ride-hailing/contracts';
import type { ErasedRides } from './erased-rides';
import { PLACES, type Stores } from './places';

/** Those that copy a rider's data on, and so could still have read a ride before its erasure and write it after. */
const COPYING: Partial<Record<Approach, readonly ConsumerDefinition[]>> = {
  'event-replication': [RIDE_SERVICE_DOCUMENTS, DRIVER_SERVICE_RIDE_REPLICA],
  'shared-cache': [RIDE_SERVICE_SHARED_CACHE],
  'shared-files': [RIDE_SERVICE_SHARED_FILES],
};

const SUBJECTS: Readonly<Record<string, (rideId: string) => string>> = {
  [RIDE_EVENTS]: rideChangedSubject,
  [RIDE_DOCUMENTS]: rideDocumentSubject,
};

/**
 * The consumers that have not processed the erasure of every ride yet. Whatever they copy after that, they have read
 * erased. A message that is no longer in its stream was processed long ago.
 */
export async function consumersBehind(stores: Stores, erased: ErasedRides): Promise<readonly string[]> {
  const { left } = await PLACES['driver_service.ride_copy'](stores, erased);
  if (left > 0) return ['driver-service-ride-copy'];
  const behind: string[] = [];
  for (const consumer of stores.approaches.flatMap((approach) => COPYING[approach] ?? [])) {
    const { stream, durable } = consumer;
    const newest = await Promise.all(
      erased.ids.map((id) => stores.messages.newest(stream, SUBJECTS[stream]?.(id) ?? '')),
    );
    const last = Math.max(0, ...newest.map((message) => message?.sequence ?? 0));
    if (!(await stores.messages.hasPassed(consumer, last))) behind.push(durable);
  }
  return behind;
}
