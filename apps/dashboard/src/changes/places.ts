import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
import { type ChangePlan, detailOf } from './change-plan';
import { TrackLog } from './track-log';

const POLL_WITHIN_MS = 2_000;

const answerSchema = z.object({
  ride: z.object({ id: z.string(), version: z.int() }).nullable(),
  sources: z.object({ details: z.object({ version: z.int().nullable() }) }),
});

/** A place that says a version of the ride when it is asked for the driver's current ride. */
export class Place {
  readonly track: TrackLog;
  /** Its approach or caching choice is off, and stays so. */
  isRefused = false;

  constructor(
    name: string,
    private readonly gateway: GatewayClient,
    private readonly plan: ChangePlan,
    private readonly query: string,
  ) {
    this.track = new TrackLog(name);
  }

  async ask(signal: AbortSignal): Promise<void> {
    const { rideId, driverId, from, isEnd } = this.plan;
    const asked = await this.gateway
      .ask({
        path: `/drivers/${driverId}/current-ride?${this.query}`,
        // Each place has a caller of its own, since the gateway limits the rate of each.
        as: `dashboard-${this.track.name}`,
        deadlineMs: POLL_WITHIN_MS,
        signal,
      })
      .catch(() => undefined);
    const at = performance.now();
    const answer = answerSchema.safeParse(asked?.body).data;
    this.isRefused = asked?.status === 400;
    // A question that was broken off says nothing.
    if (signal.aborted && !answer) return;
    if (!answer) return this.track.cannotBeSeen(asked ? detailOf(asked) : 'the gateway does not answer');
    const { ride, sources } = answer;
    if (ride?.id !== rideId) {
      // After its end, a ride is nobody's current one: a place that says so knows of the end.
      return isEnd ? this.track.says(from.version + 1, at) : this.track.saysNothing();
    }
    const version = this.track.name === 'cache' ? sources.details.version : ride.version;
    if (version === null) this.track.cannotBeSeen('it has no details now');
    else this.track.says(version, at);
  }
}
