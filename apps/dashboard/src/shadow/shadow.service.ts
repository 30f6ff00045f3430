import { ACTIVE_RIDE_STATUSES, type Approach, rideStatusSchema } from '@ride-hailing/contracts';
import { Injectable, Logger, OnModuleDestroy } from '@nestjs/common';
import { Periodic } from '@ride-hailing/timing';
import { z } from 'zod';
import { GatewayClient } from '../gateway-passage/gateway.client';
import type { Asked, Shadow } from '../page-api';
import { Samples } from './samples';

/** A caller of its own: the gateway limits the rate of each. */
const AS = 'dashboard-shadow';
const WITHIN_MS = 2_000;
const RIDES_EVERY_MS = 5_000;
const MOST_RIDES = 100;

const rideSchema = z.object({
  id: z.string(),
  status: rideStatusSchema,
  version: z.int(),
  pickup: z.object({ lat: z.number(), lng: z.number() }),
});
type Ride = z.infer<typeof rideSchema>;
const ridesSchema = z.object({ rides: z.array(rideSchema.extend({ driverId: z.string().nullable() })) });
type ListedRide = z.infer<typeof ridesSchema>['rides'][number];
const answerSchema = z.object({
  ride: rideSchema.nullable(),
  sources: z.object({ ride: z.object({ ageMs: z.number().nullable() }) }),
});

class Counted {
  asked = 0;
  mismatches = 0;
  failed = 0;
  readonly ages = new Samples();
  readonly times = new Samples();
}

/** Compares all approaches with the owner in the background, at a chosen rate. */
@Injectable()
export class ShadowComparison implements OnModuleDestroy {
  private readonly logger = new Logger('shadow');
  private perSecond = 0;
  private counts = new Map<Approach, Counted>();
  private rounds?: Periodic;
  private rides: readonly ListedRide[] = [];
  private listedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly gateway: GatewayClient,
    private readonly approaches: readonly Approach[],
    private readonly random: () => number = Math.random,
  ) {}

  /** @param perSecond questions a second for all approaches together; 0 ends it, and from 0 on the counts begin again */
  async set(perSecond: number): Promise<Shadow> {
    if (this.perSecond === 0 && perSecond > 0)
      this.counts = new Map(this.approaches.map((approach) => [approach, new Counted()]));
    this.perSecond = perSecond;
    await this.rounds?.close(WITHIN_MS);
    this.rounds = undefined;
    if (perSecond === 0) return this.view();
    const everyMs = (this.approaches.length * 1_000) / perSecond;
    const onError = (error: unknown) => this.logger.warn({ msg: 'A comparison failed', err: error });
    this.rounds = new Periodic((signal) => this.round(signal), { everyMs, firstMs: 0, onError });
    this.rounds.start();
    return this.view();
  }

  view(): Shadow {
    return {
      perSecond: this.perSecond,
      approaches: [...this.counts].map(([name, { asked, mismatches, failed, ages, times }]) => ({
        ...{ name, asked, mismatches, failed },
        ageP50Ms: ages.percentile(0.5),
        ageP99Ms: ages.percentile(0.99),
        tookP50Ms: times.percentile(0.5),
        tookP99Ms: times.percentile(0.99),
      })),
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.set(0);
  }

  /** Asks all approaches at once, and the owner before and after them: a change in between is no mismatch. */
  private async round(signal: AbortSignal): Promise<void> {
    const listed = await this.someRide(signal);
    if (!listed) return;
    const before = await this.owners(listed.id, signal);
    const asked = await Promise.all(
      this.approaches.map(async (approach) => {
        const path = `/drivers/${listed.driverId}/current-ride?details=false&approach=${approach}`;
        return { approach, answer: await this.ask(path, signal) };
      }),
    );
    const after = await this.owners(listed.id, signal);
    // A round that was broken off says nothing.
    if (signal.aborted) return;
    const owners = before && after?.version === before.version ? before : undefined;
    for (const { approach, answer } of asked) this.count(approach, answer, owners);
  }

  private count(approach: Approach, asked: Asked | undefined, owners: Ride | undefined): void {
    const counted = this.counts.get(approach);
    if (!counted) return;
    counted.asked += 1;
    const answer = answerSchema.safeParse(asked?.body).data;
    if (!asked || !answer) {
      counted.failed += 1;
      return;
    }
    counted.times.add(asked.tookMs);
    if (answer.sources.ride.ageMs !== null) counted.ages.add(answer.sources.ride.ageMs);
    if (owners && differs(answer.ride, owners)) counted.mismatches += 1;
  }

  private async someRide(signal: AbortSignal): Promise<ListedRide | undefined> {
    if (performance.now() - this.listedAt > RIDES_EVERY_MS) {
      const lists = await Promise.all(
        ACTIVE_RIDE_STATUSES.map((status) => this.ask(`/rides?status=${status}&limit=${MOST_RIDES}`, signal)),
      );
      const rides = lists.flatMap((list) => ridesSchema.safeParse(list?.body).data?.rides ?? []);
      this.rides = rides.filter(({ driverId }) => driverId !== null);
      this.listedAt = performance.now();
    }
    return this.rides[Math.floor(this.random() * this.rides.length)];
  }

  private async owners(rideId: string, signal: AbortSignal): Promise<Ride | undefined> {
    return rideSchema.safeParse((await this.ask(`/rides/${rideId}`, signal))?.body).data;
  }

  private async ask(path: string, signal: AbortSignal): Promise<Asked | undefined> {
    return this.gateway.ask({ path, as: AS, deadlineMs: WITHIN_MS, signal }).catch(() => undefined);
  }
}

/** Whether people see something else than the owner has. A ride that has ended is nobody's current one. */
export function differs(ride: Ride | null, owners: Ride): boolean {
  const isUnderWay = ACTIVE_RIDE_STATUSES.some((status) => status === owners.status);
  if (!isUnderWay) return ride?.id === owners.id;
  return (
    ride?.id !== owners.id ||
    ride.version !== owners.version ||
    ride.status !== owners.status ||
    ride.pickup.lat !== owners.pickup.lat ||
    ride.pickup.lng !== owners.pickup.lng
  );
}
