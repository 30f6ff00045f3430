import {
  type DigestRideEssentialsResponse,
  type RideChanged,
  RideEssentialsServiceService,
  rideFromEssentials,
} from '@ride-hailing/contracts';
import { RemoteClient } from '@ride-hailing/remote-calls';

/** Exceeds the owner's statement time-out. */
const CALL_BUDGET_MS = 5_000;

/** The first `limit` rides with ids above `after` and up to `until`; an empty bound is open. */
export interface RideRange {
  readonly after: string;
  readonly until: string;
  readonly limit: number;
}

/** Reads rides from their owner. A failed call is retried a few times, then rejects. */
export class OwnerEssentialsClient {
  private readonly client: RemoteClient;
  private readonly list;
  private readonly digestOf;

  constructor(url: string, tlsFolder?: string) {
    // A job makes one call at a time and no user waits for it, so a breaker has nothing to protect.
    this.client = new RemoteClient(url, {
      ...{ target: 'ride-service', tlsFolder },
      breaker: false,
      retry: { maxAttempts: 5, backOff: { firstMs: 100, mostMs: 1_000 }, throttle: false },
    });
    this.list = this.client.unary(RideEssentialsServiceService.listRideEssentials, { idempotent: true });
    this.digestOf = this.client.unary(RideEssentialsServiceService.digestRideEssentials, {
      idempotent: true,
    });
  }

  /** @throws RemoteCallError */
  async page(range: RideRange): Promise<{ rides: RideChanged[]; more: boolean }> {
    const { rides, more } = await this.list(range, { budgetMs: CALL_BUDGET_MS });
    if (more && rides.length === 0)
      throw new Error('Ride Service says that there is more, and gives nothing');
    return { rides: rides.map(known), more };
  }

  /** @throws RemoteCallError */
  async digest(range: RideRange): Promise<DigestRideEssentialsResponse> {
    const digest = await this.digestOf(range, { budgetMs: CALL_BUDGET_MS });
    if (digest.more && digest.lastRideId <= range.after)
      throw new Error('Ride Service does not come forward');
    return digest;
  }

  close(): void {
    this.client.close();
  }
}

function known(message: Parameters<typeof rideFromEssentials>[0]): RideChanged {
  const ride = rideFromEssentials(message);
  if (!ride) throw new Error(`ride ${message.rideId} has a status that is not known here`);
  return ride;
}
