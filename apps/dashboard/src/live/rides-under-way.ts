import { ACTIVE_RIDE_STATUSES, isActive, rideChangedSchema } from '@ride-hailing/contracts';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { GatewayClient, rideSchema } from '../gateway-passage/gateway.client';
import type { LiveRide } from '../page-api';
import { parsedJson } from '../parsed-json';

const MOST_RIDES = 5_000;
const MOST_PAGES = 20;
const PAGE_LENGTH = 100;

const pageSchema = z.object({ rides: z.array(rideSchema), next: z.string().nullable() });

/** Rides with a driver on them: listed at first, then followed by the owner's events. At most 5,000. */
export class RidesUnderWay {
  private readonly rides = new Map<string, LiveRide>();
  /** Newest version seen of each ride, ended ones too: a list that is older than an event must not bring a ride back. */
  private readonly versions = new LRUCache<string, number>({ max: 2 * MOST_RIDES });

  constructor(private readonly gateway: GatewayClient) {}

  /** Lists the rides again, and drops those that ended while no event came. */
  async list(signal: AbortSignal): Promise<void> {
    const before = new Map(this.versions.entries());
    const listed = new Set<string>();
    for (const status of ACTIVE_RIDE_STATUSES) {
      let after: string | null = '';
      for (let page = 0; page < MOST_PAGES && after !== null; page += 1) {
        const query: URLSearchParams = new URLSearchParams({
          status,
          limit: String(PAGE_LENGTH),
          ...(after && { after }),
        });
        const path = `/rides?${query.toString()}`;
        const found = await this.gateway.find(pageSchema, { path, signal });
        if (!found) return;
        for (const { driverId, ...ride } of found.rides) {
          listed.add(ride.id);
          if (driverId !== null) this.put({ ...ride, driverId });
        }
        after = found.next;
      }
    }
    for (const [id, { version }] of this.rides) {
      if (!listed.has(id) && before.get(id) === version) this.rides.delete(id);
    }
  }

  event(data: Uint8Array): void {
    const event = rideChangedSchema.safeParse(parsedJson(data)).data;
    if (!event) return;
    const { rideId: id, driverId, status, version, pickup } = event;
    if (driverId !== null && isActive(status)) return this.put({ id, driverId, status, version, pickup });
    if (version < (this.versions.get(id) ?? 0)) return;
    this.versions.set(id, version);
    this.rides.delete(id);
  }

  all(): readonly LiveRide[] {
    return [...this.rides.values()];
  }

  private put(ride: LiveRide): void {
    if (ride.version <= (this.versions.get(ride.id) ?? 0)) return;
    this.versions.set(ride.id, ride.version);
    if (!this.rides.has(ride.id) && this.rides.size >= MOST_RIDES) return;
    this.rides.set(ride.id, ride);
  }
}
