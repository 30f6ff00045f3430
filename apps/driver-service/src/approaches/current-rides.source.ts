import { type CurrentRideResult, MAX_LOOKUPS, RideDetailsServiceService } from '@ride-hailing/contracts';
import type { RemoteClient } from '@ride-hailing/remote-calls';
import type { LookupSource } from '../ride-details/coalesced-lookups';
import type { UnavailableReason } from '../ride-details/ride-details.port';
import { unavailableReason } from '../ride-details/unavailable-reason';
import { type WholeRide, wholeRideOfMessage } from './whole-ride';

/** What the owner says of one driver. */
export type OwnersResult =
  | {
      readonly outcome: 'answered';
      readonly ride: WholeRide | null;
      /** Whether the driver is, or ever was, on a ride. */
      readonly known: boolean;
      readonly tookMs: number;
    }
  | { readonly outcome: 'unavailable'; readonly reason: UnavailableReason; readonly tookMs: number };

/** Asks Ride Service which rides drivers are on: the only place that knows the messages of this call. */
export class CurrentRidesSource implements LookupSource<string, OwnersResult> {
  private readonly batchGetCurrentRides;

  constructor(
    remote: RemoteClient,
    /** Request id and trace of whoever asks. */
    private readonly contextHeaders: () => Record<string, string>,
  ) {
    this.batchGetCurrentRides = remote.unary(RideDetailsServiceService.batchGetCurrentRides, {
      idempotent: true,
    });
  }

  async find(driverIds: readonly string[], budgetMs: number): Promise<OwnersResult[]> {
    const calls: Promise<OwnersResult[]>[] = [];
    for (let from = 0; from < driverIds.length; from += MAX_LOOKUPS) {
      calls.push(this.ask(driverIds.slice(from, from + MAX_LOOKUPS), budgetMs));
    }
    return (await Promise.all(calls)).flat();
  }

  private async ask(driverIds: string[], budgetMs: number): Promise<OwnersResult[]> {
    const startedAt = performance.now();
    const headers = this.contextHeaders();
    try {
      const { results } = await this.batchGetCurrentRides({ driverIds }, { budgetMs, headers });
      const tookMs = performance.now() - startedAt;
      return driverIds.map((driverId, index) => toResult(driverId, results[index], tookMs));
    } catch (error) {
      const reason = unavailableReason(error);
      const tookMs = performance.now() - startedAt;
      return driverIds.map(() => ({ outcome: 'unavailable', reason, tookMs }));
    }
  }
}

function toResult(driverId: string, answer: CurrentRideResult | undefined, tookMs: number): OwnersResult {
  const nonsense = { outcome: 'unavailable', reason: 'owner-error', tookMs } as const;
  if (answer?.driverId !== driverId) return nonsense;
  const { known } = answer;
  if (!answer.ride) return { outcome: 'answered', ride: null, known, tookMs };
  const ride = wholeRideOfMessage(answer.ride);
  return ride ? { outcome: 'answered', ride, known: true, tookMs } : nonsense;
}
