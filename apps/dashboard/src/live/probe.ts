import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { LiveRide, Rates } from '../page-api';

const AS = 'dashboard-probe';
const WITHIN_MS = 900;
/** The simulator keeps this driver on a ride. */
const SHOWN_DRIVER = 'd-1';

const answerSchema = z.object({
  ride: z.object({ id: z.string(), version: z.int() }).nullable(),
  sources: z.object({
    ride: z.object({ ageMs: z.number().nullable() }),
    details: z.object({ ageMs: z.number().nullable(), version: z.int().nullish() }),
  }),
});
const ownerSchema = z.object({ version: z.int() });

type Answer = z.infer<typeof answerSchema>;

/** Asks for a driver on a ride, with details, and for the owner's version of that ride: how old may the answer be? */
export class Probe {
  private rideId: string | undefined;
  /** When each was last seen to be what its owner had, by a monotonic clock. */
  private rideCurrentAt = -Infinity;
  private detailsCurrentAt = -Infinity;

  constructor(private readonly gateway: GatewayClient) {}

  async ask(rides: readonly LiveRide[], signal: AbortSignal): Promise<Rates['probe']> {
    const { driverId } = rides.find((ride) => ride.driverId === SHOWN_DRIVER) ?? rides[0] ?? {};
    if (driverId === undefined) return null;
    const question = { as: AS, deadlineMs: WITHIN_MS, signal };
    const path = `/drivers/${driverId}/current-ride`;
    const answer = await this.gateway.find(answerSchema, { ...question, path });
    if (!answer) return null;
    const { ride } = answer;
    const askedOwnerAt = performance.now();
    const owner = ride && (await this.gateway.find(ownerSchema, { ...question, path: `/rides/${ride.id}` }));
    this.compare(answer, owner?.version, askedOwnerAt);
    const { sources } = answer;
    return {
      rideAgeMs: atMost(sources.ride.ageMs, this.rideCurrentAt),
      // The copy may be ahead of an owner that was asked before it.
      behindBy: ride && owner ? Math.max(0, owner.version - ride.version) : null,
      detailsAgeMs: atMost(sources.details.ageMs, this.detailsCurrentAt),
    };
  }

  private compare({ ride, sources }: Answer, ownerVersion: number | undefined, at: number): void {
    if (ride?.id !== this.rideId) {
      this.rideId = ride?.id;
      this.rideCurrentAt = -Infinity;
      this.detailsCurrentAt = -Infinity;
    }
    if (!ride || ownerVersion === undefined) return;
    if (ride.version >= ownerVersion) this.rideCurrentAt = at;
    if ((sources.details.version ?? 0) >= ownerVersion) this.detailsCurrentAt = at;
  }
}

/** For how long it may be out of date at most: it was right when it was written, and when it was last compared. */
const atMost = (writtenAgoMs: number | null, currentAt: number): number | null =>
  writtenAgoMs === null ? null : Math.min(writtenAgoMs, Math.round(performance.now() - currentAt));
