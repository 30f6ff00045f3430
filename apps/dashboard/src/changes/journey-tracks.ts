import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
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

/** The change was committed between these two times of the monotonic clock; `epochMs` is the time of day of `askedAt`. */
interface Asking {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly epochMs: number;
}

/** The tracks that the ride's journey tells of: what the owner has committed and published, and what the copy holds. */
export class JourneyTracks {
  readonly owner = new TrackLog('owner');
  readonly outbox = new TrackLog('outbox');
  readonly copy = new TrackLog('copy');
  readonly tracks = [this.owner, this.outbox, this.copy];
  private latest?: Journey;

  constructor(
    private readonly gateway: GatewayClient,
    private readonly rideId: string,
  ) {}

  async ask(signal: AbortSignal): Promise<void> {
    const path = `/rides/${this.rideId}/journey`;
    const question = { path, as: 'dashboard-journey', deadlineMs: WITHIN_MS, signal };
    const seen = await this.gateway.look(journeySchema, question);
    const seenAt = performance.now();
    if (!seen.answer) {
      // A question that was broken off says nothing.
      if (!signal.aborted) for (const track of this.tracks) track.cannotBeSeen(seen.reason);
      return;
    }
    this.latest = seen.answer;
    const { versions, copy, sources } = seen.answer;
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

/**
 * Places times by the services' clocks on the monotonic clock of this process. Where the time of the commit does not lie
 * between the question and its answer, their clock is off, and all its times are moved by as much.
 */
export function ownersClock(
  { askedAt, answeredAt, epochMs }: Asking,
  committed: string,
): (time: string) => number {
  const read = (time: string) => askedAt + Date.parse(time) - epochMs;
  const committedAt = read(committed);
  const offBy = committedAt - Math.min(Math.max(committedAt, askedAt), answeredAt);
  return (time) => read(time) - offBy;
}
