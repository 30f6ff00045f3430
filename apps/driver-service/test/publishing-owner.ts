import {
  CURRENT_RIDE_FILES_BUCKET,
  CURRENT_RIDES_BUCKET,
  type CurrentRideDocument,
  type RideDocument,
  rideDocumentSubject,
  RideMessage,
  rideStatusToWire,
} from '@ride-hailing/contracts';
import {
  type ObjectStore,
  openObjectStore,
  openSharedCache,
  type SharedCache,
  type SharedStore,
} from '@ride-hailing/shared-store';
import { eventually } from '@ride-hailing/testing';
import { Pool } from 'pg';
import type { Component } from './component';
import { createPublishedView, rowOf, upsertRow } from './published-view';
import { rideDocumentHeaders } from './ride-document.builder';

const STORE_WITHIN_MS = 2_000;
const GRANTS = [
  'GRANT USAGE ON SCHEMA published TO driver_service_ride_view',
  'GRANT SELECT ON published.current_rides TO driver_service_ride_view',
];
const isActive = ({ status }: RideDocument) => status === 'ASSIGNED' || status === 'IN_PROGRESS';

const messageOf = (ride: RideDocument) =>
  RideMessage.fromPartial({
    ...ride,
    driverId: ride.driverId ?? '',
    status: rideStatusToWire(ride.status),
    changedAtMs: Date.parse(ride.changedAt),
  });

/** Replaces Ride Service for its readers: answers over gRPC, stores its rows, and publishes in every way. */
export class PublishingOwner {
  private readonly rides = new Map<string, RideDocument>();
  private readonly rows: Pool;
  private readonly cache: SharedCache;
  private readonly files: ObjectStore;

  constructor(private readonly component: Component) {
    const { infrastructure, rideService } = component;
    const connectionString = infrastructure.adminDatabaseUrl('ride_service');
    this.rows = new Pool({ connectionString, max: 2, connectionTimeoutMillis: 5_000 });
    this.rows.on('error', () => undefined);
    const store = { url: infrastructure.natsUrl, name: 'spec', ...infrastructure.credentials('operator') };
    this.cache = openSharedCache({ ...store, bucket: CURRENT_RIDES_BUCKET });
    this.files = openObjectStore({ ...store, bucket: CURRENT_RIDE_FILES_BUCKET });
    rideService.answerTo = ({ rideId, driverId }) => {
      const ride = this.rides.get(rideId);
      if (!ride) return { $case: 'notFound', value: {} };
      const isOnIt = ride.driverId === driverId && isActive(ride);
      return isOnIt ? { $case: 'found', value: messageOf(ride) } : { $case: 'notYours', value: {} };
    };
    rideService.currentRideOf = (driverId) => {
      const rides = [...this.rides.values()].filter((ride) => ride.driverId === driverId);
      const current = rides.find(isActive);
      return { ride: current && messageOf(current), known: rides.length > 0 };
    };
    rideService.heldOf = (rideId) => {
      const ride = this.rides.get(rideId);
      return { version: ride?.version ?? 0, driverId: ride?.driverId ?? '' };
    };
  }

  async prepare(): Promise<void> {
    await createPublishedView(this.rows);
    for (const statement of GRANTS) await this.rows.query(statement);
  }

  /** Changes its own state without publishing it. */
  async commit(ride: RideDocument): Promise<void> {
    this.rides.set(ride.rideId, ride);
    await upsertRow(this.rows, rowOf(ride));
  }

  /**
   * Publishes this state by event and by document, whether or not it is the newest.
   * @param settles whether the service consumes documents
   */
  async announce(ride: RideDocument, { settles = true } = {}): Promise<void> {
    const { rideId, driverId, status, version, changedAt, pickup } = ride;
    await this.component.publishRides({
      rideId,
      driverId,
      status,
      version,
      changedAt,
      pickup: { lat: pickup.lat, lng: pickup.lng },
    });
    const options = { headers: rideDocumentHeaders(ride) };
    const message = { subject: rideDocumentSubject(rideId), data: JSON.stringify(ride), options };
    await this.component.publish([message], { settles });
  }

  /** Writes the state, or that the driver is on no ride, to the shared stores. */
  async share(ride: RideDocument, { cache = true } = {}): Promise<void> {
    const driverId = ride.driverId ?? '';
    const publishedAt = new Date().toISOString();
    const document: CurrentRideDocument = { driverId, ride: isActive(ride) ? ride : null, publishedAt };
    const data = new TextEncoder().encode(JSON.stringify(document));
    for (const store of cache ? [this.cache, this.files] : [this.files]) {
      await eventually(() => replaced(store, driverId, data), { timeoutMs: 10_000 });
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.cache.close(), this.files.close(), this.rows.end()]);
  }
}

/** @returns false when the store cannot be reached yet */
async function replaced(store: SharedStore, key: string, data: Uint8Array): Promise<boolean> {
  try {
    const known = await store.get(key, STORE_WITHIN_MS);
    return await store.put(key, data, known?.revision, STORE_WITHIN_MS);
  } catch {
    return false;
  }
}
