import {
  CURRENT_RIDE_FILES_BUCKET,
  type CurrentRideDocument,
  CURRENT_RIDES_BUCKET,
  parseCurrentRideDocument,
  parseRideDocument,
  RIDE_DOCUMENTS,
  type RideDocument,
  rideDocumentSubject,
} from '@ride-hailing/contracts';
import { openObjectStore, openSharedCache, type SharedCache } from '@ride-hailing/shared-store';
import type { IntegrationInfrastructure } from '@ride-hailing/stack';
import type { NatsConnection } from 'nats';

const TIMEOUT_MS = 5_000;
const STREAMS = [RIDE_DOCUMENTS, `KV_${CURRENT_RIDES_BUCKET}`, `OBJ_${CURRENT_RIDE_FILES_BUCKET}`];

/** What Ride Service has published, as other services find it. */
export class Published {
  private constructor(
    private readonly nats: NatsConnection,
    private readonly stores: Readonly<Record<'cache' | 'files', Pick<SharedCache, 'get' | 'close'>>>,
  ) {}

  static open(
    { natsUrl, credentials }: Pick<IntegrationInfrastructure, 'natsUrl' | 'credentials'>,
    nats: NatsConnection,
  ): Published {
    const options = { url: natsUrl, name: 'spec', ...credentials('operator') };
    return new Published(nats, {
      cache: openSharedCache({ ...options, bucket: CURRENT_RIDES_BUCKET }),
      files: openObjectStore({ ...options, bucket: CURRENT_RIDE_FILES_BUCKET }),
    });
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.stores).map((store) => store.close()));
  }

  /** The ride in a driver's value, or null for none; undefined if there is no value. */
  async rideOf(store: 'cache' | 'files', driverId: string): Promise<RideDocument | null | undefined> {
    return (await this.valueOf(store, driverId))?.ride;
  }

  async valueOf(store: 'cache' | 'files', driverId: string): Promise<CurrentRideDocument | undefined> {
    const stored = await this.stores[store].get(driverId, TIMEOUT_MS);
    if (!stored) return undefined;
    const parsed = parseCurrentRideDocument(stored.data);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.value;
  }

  /** The documents of a ride in RIDE_DOCUMENTS, oldest first. */
  async documentsOf(rideId: string): Promise<RideDocument[]> {
    const filterSubjects = rideDocumentSubject(rideId);
    const reader = await this.nats.jetstream().consumers.get(RIDE_DOCUMENTS, { filterSubjects });
    const expected = (await reader.info()).num_pending;
    if (expected === 0) return [];
    const documents: RideDocument[] = [];
    for await (const message of await reader.fetch({ max_messages: expected, expires: TIMEOUT_MS })) {
      const parsed = parseRideDocument(message.headers?.get('ce-type'), message.data);
      if (!parsed.ok) throw new Error(parsed.reason);
      documents.push(parsed.value);
    }
    return documents;
  }

  /** The last sequence of each of the three streams. */
  async lastSequences(): Promise<number[]> {
    const manager = await this.nats.jetstreamManager({ checkAPI: false });
    return Promise.all(STREAMS.map(async (name) => (await manager.streams.info(name)).state.last_seq));
  }

  /** Purges the three streams, as if they had been lost. */
  async wipe(): Promise<void> {
    const manager = await this.nats.jetstreamManager({ checkAPI: false });
    for (const name of STREAMS) await manager.streams.purge(name);
  }
}
