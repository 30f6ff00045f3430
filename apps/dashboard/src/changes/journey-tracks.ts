import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
import { ownersClock } from './owners-clock';
import { detailOf } from './change-plan';
import { TrackLog } from './track-log';

const WITHIN_MS = 2_000;

const journeySchema = z.object({
  versions: z
    .array(
      z.object({ version: z.int(), committedAt: z.string().nullable(), publishedAt: z.string().nullable() }),
    )
    .nullable(),
  copy: z.object({ version: z.int(), appliedAt: z.string() }).nullable(),
  sources: z.object({ copy: z.object({ reason: z.string().nullable() }) }),
});
type Journey = z.infer<typeof journeySchema>;

/** When the change was asked for, by both clocks, and when its answer came. */
export interface Asking {
  readonly askedAt: number;
  readonly epochMs: number;
  readonly answeredAt: number;
}

/** The tracks that the ride's journey tells of: what the owner has committed and published, and what the copy holds. */
export class JourneyTracks {
  readonly owner = new TrackLog('owner');
  readonly outbox = new TrackLog('outbox');
  readonly copy = new TrackLog('copy');
  private latest?: Journey;

  constructor(
    private readonly gateway: GatewayClient,
    private readonly rideId: string,
  ) {}

  get all(): readonly TrackLog[] {
    return [this.owner, this.outbox, this.copy];
  }

  async ask(signal: AbortSignal): Promise<void> {
    const question = {
      path: `/rides/${this.rideId}/journey`,
      as: 'dashboard-journey',
      deadlineMs: WITHIN_MS,
      signal,
    };
    const asked = await this.gateway.ask(question).catch(() => undefined);
    const seenAt = performance.now();
    const journey = journeySchema.safeParse(asked?.body).data;
    // A question that was broken off says nothing.
    if (signal.aborted && !journey) return;
    if (!journey) {
      const reason = asked ? detailOf(asked) : 'the gateway does not answer';
      for (const track of this.all) track.cannotBeSeen(reason);
      return;
    }
    this.latest = journey;
    const { versions, copy, sources } = journey;
    if (!versions)
      for (const track of [this.owner, this.outbox]) track.cannotBeSeen('Ride Service does not answer');
    for (const { version, publishedAt } of versions ?? []) {
      this.owner.says(version, seenAt);
      if (publishedAt !== null) this.outbox.says(version, seenAt);
      else this.outbox.saysNothing();
    }
    if (copy) this.copy.says(copy.version, seenAt);
    else if (sources.copy.reason === 'not-found') this.copy.saysNothing();
    else this.copy.cannotBeSeen('Driver Service does not answer');
  }

  /**
   * Replaces the times at which a version was seen by those that the services noted, which are earlier by a poll. They are
   * by other clocks: see `ownersClock`.
   */
  refine(version: number, asking: Asking): void {
    const change = this.latest?.versions?.find((one) => one.version === version);
    if (!change?.committedAt) return;
    const read = ownersClock(asking, change.committedAt);
    const committedAt = read(change.committedAt);
    this.owner.says(version, committedAt);
    if (change.publishedAt) this.outbox.says(version, Math.max(committedAt, read(change.publishedAt)));
    const { copy } = this.latest ?? {};
    if (copy?.version === version) this.copy.says(version, Math.max(committedAt, read(copy.appliedAt)));
  }
}
