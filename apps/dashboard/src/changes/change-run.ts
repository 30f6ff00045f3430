import { randomUUID } from 'node:crypto';
import { rideChangedSchema, rideChangedSubject } from '@ride-hailing/contracts';
import { Broker, listen } from '@ride-hailing/messaging';
import { DomainError, messageOf } from '@ride-hailing/service-kit';
import { pause } from '@ride-hailing/timing';
import type { Config } from '../config';
import { ControlClient } from '../control-passage/control.client';
import { detailOf, GatewayClient, rideSchema } from '../gateway-passage/gateway.client';
import type { Change } from '../page-api';
import type { ChangePlan } from './change-plan';
import { JourneyTracks } from './journey-tracks';
import { Place } from './places';
import { TrackLog } from './track-log';
import { parsedJson } from '../parsed-json';

const WATCH_MS = 10_000;
/** A fault may outlast the watch: then it goes on until things have had time to get well. */
const AFTER_FAULT_MS = 5_000;
const LONGEST_MS = 30_000;
const FAULTS_EVERY_MS = 500;
const BASELINE_WITHIN_MS = 1_000;

/** Often at first, when most happens: at most 88 polls of a place in 10 s, and 168 in 30 s. */
const pollPauseMs = (sinceMs: number): number => {
  if (sinceMs < 1_000) return 25;
  return sinceMs < 3_000 ? 100 : 250;
};

export interface ChangeParts {
  readonly gateway: GatewayClient;
  readonly control: ControlClient;
  readonly broker: Broker;
  readonly config: Pick<Config, 'approaches'>;
}

/** Makes one change, and watches every place until all of them have it or the time is over. */
export class ChangeRun {
  readonly id = randomUUID();
  private readonly target: number;
  private readonly journey: JourneyTracks;
  private readonly stream = new TrackLog('stream');
  private readonly places: readonly Place[];
  private readonly closing = new AbortController();
  private asking = { askedAt: performance.now(), epochMs: Date.now() };
  private to: Change['to'] = null;
  private traceId: string | null = null;
  private problem: string | null = null;
  private endedAt?: number;

  constructor(
    private readonly parts: ChangeParts,
    private readonly plan: ChangePlan,
  ) {
    const { gateway, config } = parts;
    this.target = plan.from.version + 1;
    this.journey = new JourneyTracks(gateway, plan.rideId);
    this.places = [
      new Place('cache', gateway, plan, 'approach=hybrid&cache=versioned'),
      ...config.approaches.map(
        (approach) => new Place(approach, gateway, plan, `approach=${approach}&details=false`),
      ),
    ];
  }

  /** Looks at everything as it is before the change. */
  async lookBefore(): Promise<void> {
    const signal = AbortSignal.timeout(BASELINE_WITHIN_MS);
    const { version } = this.plan.from;
    await Promise.all([this.journey, ...this.places].map((one) => one.ask(signal)));
    for (const track of [this.journey.owner, this.stream]) track.says(version, performance.now());
  }

  /** Makes the change, and resolves when the watch is over. */
  async run(): Promise<void> {
    const stopListening = this.listen();
    this.asking = { askedAt: performance.now(), epochMs: Date.now() };
    const watches = [this.journey, ...this.places].map((one) => this.until(one.tracks, one));
    const end = this.untilEnd();
    try {
      await this.change();
      if (this.problem === null) await Promise.all([...watches, this.until([this.stream])]);
    } finally {
      this.closing.abort();
      stopListening();
      await Promise.all([...watches, end]);
      this.endedAt = performance.now();
    }
  }

  close(): void {
    this.closing.abort();
  }

  view(): Change {
    const { rideId, driverId, from } = this.plan;
    const { askedAt, epochMs } = this.asking;
    const { owner, outbox, copy } = this.journey;
    const tracks = [owner, outbox, this.stream, copy, ...this.places.flatMap((place) => place.tracks)];
    const ownerSince = owner.since(this.target);
    return {
      ...{ id: this.id, rideId, driverId, from, to: this.to, traceId: this.traceId },
      askedAt: epochMs,
      untilMs: Math.ceil((this.endedAt ?? performance.now()) - askedAt),
      tracks: tracks.map((track) => track.view(askedAt, this.target, ownerSince)),
      done: this.endedAt !== undefined,
      problem: this.problem,
    };
  }

  private async change(): Promise<void> {
    const { gateway } = this.parts;
    try {
      const { signal } = this.closing;
      const asked = await gateway.ask({ ...this.plan.command, method: 'POST', traced: true, signal });
      const answeredAt = performance.now();
      this.traceId = asked.traceId;
      if (asked.status >= 300) {
        this.problem = detailOf(asked);
        return;
      }
      this.journey.owner.says(this.target, answeredAt);
      // An assignment is not the ride.
      const ride =
        rideSchema.safeParse(asked.body).data ??
        (await gateway.find(rideSchema, { path: `/rides/${this.plan.rideId}` }));
      this.to = ride ? { status: ride.status, version: ride.version } : null;
      await this.until(this.journey.tracks);
      this.journey.refine(this.target, { ...this.asking, answeredAt });
    } catch (error) {
      this.problem = error instanceof DomainError ? error.detail : messageOf(error);
    }
  }

  private listen(): () => void {
    return listen(this.parts.broker, rideChangedSubject(this.plan.rideId), {
      onMessage: (_subject, data) => {
        const event = rideChangedSchema.safeParse(parsedJson(data)).data;
        if (event) this.stream.says(event.version, performance.now());
      },
    });
  }

  /** Resolves when there is nothing more to wait for; asks until then. */
  private async until(tracks: readonly TrackLog[], asked?: JourneyTracks | Place): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted && !tracks.every((track) => track.isDone(this.target))) {
      await asked?.ask(signal);
      await pause(pollPauseMs(performance.now() - this.asking.askedAt), signal);
    }
  }

  /** Ends the watch when its time is over, which grows with the faults at work. */
  private async untilEnd(): Promise<void> {
    const { signal } = this.closing;
    const { askedAt, epochMs } = this.asking;
    let wantedMs = WATCH_MS;
    while (!signal.aborted) {
      const { faults = [] } = (await this.parts.control.system()) ?? {};
      const lastEnd = Math.max(...faults.map(({ endsAt }) => Date.parse(endsAt)));
      wantedMs = faults.length > 0 ? Math.max(WATCH_MS, lastEnd - epochMs + AFTER_FAULT_MS) : wantedMs;
      if (performance.now() - askedAt > Math.min(wantedMs, LONGEST_MS)) return this.closing.abort();
      await pause(FAULTS_EVERY_MS, signal);
    }
  }
}
