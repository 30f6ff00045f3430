import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { ChangePlan } from './change-plan';
import { TrackLog } from './track-log';

const POLL_WITHIN_MS = 2_000;

const answerSchema = z.object({
  ride: z.object({ id: z.string(), version: z.int() }).nullable(),
  sources: z.object({ details: z.object({ version: z.int().nullable() }) }),
});

/** A place that says a version of the ride when it is asked for the driver's current ride. */
export class Place {
  readonly tracks: readonly [TrackLog];

  constructor(
    name: string,
    private readonly gateway: GatewayClient,
    private readonly plan: ChangePlan,
    private readonly query: string,
  ) {
    this.tracks = [new TrackLog(name)];
  }

  async ask(signal: AbortSignal): Promise<void> {
    const [track] = this.tracks;
    const { rideId, driverId, from, isEnd } = this.plan;
    const seen = await this.gateway.look(answerSchema, {
      path: `/drivers/${driverId}/current-ride?${this.query}`,
      // Each place has a caller of its own, since the gateway limits the rate of each.
      as: `dashboard-${track.name}`,
      deadlineMs: POLL_WITHIN_MS,
      signal,
    });
    const at = performance.now();
    if (!seen.answer) {
      // A question that was broken off says nothing.
      return signal.aborted ? undefined : track.cannotBeSeen(seen.reason, seen.status === 400);
    }
    const { ride, sources } = seen.answer;
    if (ride?.id !== rideId) {
      // After its end, a ride is nobody's current one: a place that says so knows of the end.
      return isEnd ? track.says(from.version + 1, at) : track.saysNothing();
    }
    const version = track.name === 'cache' ? sources.details.version : ride.version;
    if (version === null) track.cannotBeSeen('it has no details now');
    else track.says(version, at);
  }
}
