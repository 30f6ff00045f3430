import { isDeepStrictEqual } from 'node:util';
import { ACTIVE_RIDE_STATUSES, type Approach, isActive } from '@ride-hailing/contracts';
import { Inject, Injectable, Logger, OnModuleDestroy } from '@nestjs/common';
import { Periodic } from '@ride-hailing/timing';
import { z } from 'zod';
import { CONFIG, type Config } from '../config';
import { GatewayClient, rideSchema } from '../gateway-passage/gateway.client';
import type { Shadow } from '../page-api';

/** A caller of its own: the gateway limits the rate of each. */
const AS = 'dashboard-shadow';
const WITHIN_MS = 2_000;
const RIDES_EVERY_MS = 5_000;
const MOST_RIDES = 100;
const MOST_SAMPLES = 1_000;

const ridesSchema = z.object({ rides: z.array(rideSchema) });
/** What people see of a ride. */
const seenSchema = rideSchema.omit({ driverId: true });
type Seen = z.infer<typeof seenSchema>;
const comparedSchema = z.object({
  approach: z.string(),
  tookMs: z.number(),
  answer: z
    .object({
      ride: seenSchema.nullable(),
      sources: z.object({ ride: z.object({ ageMs: z.number().nullable() }) }),
    })
    .nullable(),
});
const comparisonSchema = z.object({ approaches: z.array(comparedSchema) });

/** The newest 1,000 values of something. */
export class Samples {
  private readonly values: number[] = [];
  private next = 0;

  add(value: number): void {
    this.values[this.next] = value;
    this.next = (this.next + 1) % MOST_SAMPLES;
  }

  /** Null without a value. @param share from 0 to 1 */
  percentile(share: number): number | null {
    const sorted = [...this.values].sort((one, other) => one - other);
    return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  }
}

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
  private readonly approaches: readonly Approach[];
  private perSecond = 0;
  private counts = new Map<string, Counted>();
  private rounds?: Periodic;
  private rides: z.infer<typeof ridesSchema>['rides'] = [];
  private listedAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(CONFIG) { approaches }: Config,
    private readonly gateway: GatewayClient,
  ) {
    this.approaches = approaches;
  }

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
    const ride = await this.someRide(signal);
    if (!ride) return;
    const owners = `/rides/${ride.id}`;
    const before = await this.find(seenSchema, owners, signal);
    const path = `/drivers/${ride.driverId}/current-ride/comparison?details=false`;
    const compared = await this.find(comparisonSchema, path, signal);
    const after = await this.find(seenSchema, owners, signal);
    // A round that was broken off says nothing.
    if (signal.aborted) return;
    for (const [name, counted] of this.counts) {
      const { tookMs = 0, answer } = compared?.approaches.find(({ approach }) => approach === name) ?? {};
      counted.asked += 1;
      if (!answer) {
        counted.failed += 1;
        continue;
      }
      counted.times.add(tookMs);
      if (answer.sources.ride.ageMs !== null) counted.ages.add(answer.sources.ride.ageMs);
      const isSure = before && before.version === after?.version;
      if (isSure && differs(answer.ride, before)) counted.mismatches += 1;
    }
  }

  private async someRide(signal: AbortSignal) {
    if (performance.now() - this.listedAt > RIDES_EVERY_MS) {
      const lists = await Promise.all(
        ACTIVE_RIDE_STATUSES.map((status) =>
          this.find(ridesSchema, `/rides?status=${status}&limit=${MOST_RIDES}`, signal),
        ),
      );
      this.rides = lists.flatMap((list) => list?.rides.filter(({ driverId }) => driverId !== null) ?? []);
      this.listedAt = performance.now();
    }
    return this.rides[Math.floor(Math.random() * this.rides.length)];
  }

  private find<T>(schema: z.ZodType<T>, path: string, signal: AbortSignal): Promise<T | undefined> {
    return this.gateway.find(schema, { path, as: AS, deadlineMs: WITHIN_MS, signal });
  }
}

/** Whether people see something else than the owner has. A ride that has ended is nobody's current one. */
export const differs = (ride: Seen | null, owners: Seen): boolean =>
  isActive(owners.status) ? !isDeepStrictEqual(ride, owners) : ride?.id === owners.id;
