import { setMaxListeners } from 'node:events';
import { periodically } from '@ride-hailing/timing';
import { between, type Random } from '../seeded-random';
import type { GatewayBackOff } from './gateway-back-off';
import type { GatewayClient, Ride } from './gateway.client';
import { endAtOnce, ownOpenRides } from './left-rides';
import { rideArrivals } from './ride-arrivals';
import { type Cars, changeOfMind, type ChangeOfMind, type JourneyEnd, RideJourney } from './ride-journey';
import { inventOrder, type RideOrder } from './ride-order';
import { keepOnRide } from './shown-driver';

const MOST_ORDER_TRIES = 8;

export interface RidersOptions {
  readonly ridesPerSecond: number;
  readonly maxOpenRides: number;
  readonly sweepMs: number;
  readonly searchPauseMs: number;
  /** A driver on a ride that does not end, so that there is always one to look at. Default: none. */
  readonly shownDriver?: string;
}

interface RiderParts {
  readonly gateway: GatewayClient;
  readonly backOff: GatewayBackOff;
  readonly cars: Cars;
  readonly random: Random;
  /** Called on unexpected errors; riders go on. */
  readonly onError: (error: unknown) => void;
}

interface RideCounts {
  asked: number;
  completed: number;
  cancelled: number;
  takenUp: number;
  givenUp: number;
  /** Not ordered, because too many were open or the gateway was unavailable. */
  notAsked: number;
}

/** Orders rides and brings each to its end, with a bound on the open rides. */
export class Riders {
  readonly counts: RideCounts = { asked: 0, completed: 0, cancelled: 0, takenUp: 0, givenUp: 0, notAsked: 0 };
  private readonly open = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];
  private ordering = 0;
  private rate: number;

  constructor(
    private readonly options: RidersOptions,
    private readonly parts: RiderParts,
    /** Different in each run, so that no Idempotency-Key of an earlier run is reused. */
    private readonly runId: string,
  ) {
    this.rate = options.ridesPerSecond;
    // Every open ride listens to the signal.
    setMaxListeners(0, this.stopping.signal);
  }

  get openRides(): number {
    return this.open.size;
  }

  get ridesPerSecond(): number {
    return this.rate;
  }

  /** Orders at this rate from now on. At 0, rides that are open still go on to their end. */
  setRate(ridesPerSecond: number): void {
    this.rate = ridesPerSecond;
    this.start();
  }

  /** Waits for a rate above 0. */
  start(): void {
    if (this.rate === 0 || this.loops.length > 0 || this.stopping.signal.aborted) return;
    this.loops.push(this.guarded(this.keepOrdering()), this.guarded(this.keepSweeping()));
    const { shownDriver } = this.options;
    if (shownDriver !== undefined) this.loops.push(this.guarded(this.keepOnRide(shownDriver)));
  }

  /** Stops ordering and leaves the rides as they are; calls in flight end by their own deadline. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.loops, ...this.open.values()]);
  }

  private async keepOrdering(): Promise<void> {
    const { random, backOff } = this.parts;
    const orders = new Set<Promise<void>>();
    for await (const arrival of rideArrivals(() => this.rate, random, this.stopping.signal)) {
      if (backOff.isWaiting() || this.open.size + this.ordering >= this.options.maxOpenRides) {
        this.counts.notAsked += 1;
        continue;
      }
      this.ordering += 1;
      const mind = changeOfMind(random());
      const begin = (ride: Ride) => void this.follow(ride, mind);
      const ordered = this.order(`sim-${this.runId}-${arrival}`, inventOrder(random), begin);
      const order = this.guarded(ordered).finally(() => {
        this.ordering -= 1;
        orders.delete(order);
      });
      orders.add(order);
    }
    await Promise.all(orders);
  }

  private keepOnRide(driverId: string): Promise<void> {
    const { gateway, random, backOff, onError } = this.parts;
    const follow = (ride: Ride) => this.follow(ride, 'never', driverId);
    const begin = (count: number) =>
      this.guarded(this.order(`sim-${this.runId}-${driverId}-${count}`, inventOrder(random), follow));
    const takeUp = (ride: Ride) => this.takeUp(ride);
    const pauseMs = this.options.searchPauseMs;
    return keepOnRide({ driverId, gateway, backOff, pauseMs, begin, takeUp, onError }, this.stopping.signal);
  }

  /** @param onOrdered takes the new ride, and is awaited */
  private async order(
    idempotencyKey: string,
    order: RideOrder,
    onOrdered: (ride: Ride) => Promise<void> | undefined,
  ): Promise<void> {
    const { gateway, backOff } = this.parts;
    for (let attempt = 1; attempt <= MOST_ORDER_TRIES && !this.stopping.signal.aborted; attempt += 1) {
      const answer = await gateway.order(order, idempotencyKey);
      if (answer.kind === 'ok') {
        backOff.succeeded();
        this.counts.asked += 1;
        await onOrdered(answer.value);
        return;
      }
      if (answer.kind === 'refused') throw new Error(`the gateway refused an order with ${answer.status}`);
      backOff.failed(answer.reason, answer.retryAfterMs);
      await backOff.wait(this.stopping.signal);
    }
    this.counts.givenUp += 1;
  }

  /** Also takes up rides that this run gave up. The first sweep repeats until the gateway answers. */
  private keepSweeping(): Promise<void> {
    let hasSwept = false;
    const sweep = async () => {
      hasSwept = (await this.sweep()) || hasSwept;
    };
    const everyMs = () => (hasSwept ? this.options.sweepMs : between(this.parts.random, 500, 1_000));
    return periodically(sweep, { everyMs, firstMs: 0 }, this.stopping.signal);
  }

  /** Takes up rides of an earlier run, or ends them when too many are open. Resolves to false if not all were seen. */
  private async sweep(): Promise<boolean> {
    for await (const answer of ownOpenRides(this.parts.gateway)) {
      if (answer.kind !== 'ok' || this.stopping.signal.aborted) return false;
      for (const ride of answer.value) {
        if (this.stopping.signal.aborted) return true;
        if (this.open.has(ride.id)) continue;
        if (this.open.size < this.options.maxOpenRides || this.isShown(ride)) {
          void this.takeUp(ride);
        } else if (await endAtOnce(this.parts.gateway, ride)) {
          this.counts[ride.status === 'IN_PROGRESS' ? 'completed' : 'cancelled'] += 1;
        }
      }
    }
    return true;
  }

  private isShown({ driverId }: Ride): boolean {
    const { shownDriver } = this.options;
    return shownDriver !== undefined && driverId === shownDriver;
  }

  private takeUp(ride: Ride): Promise<void> {
    if (!this.open.has(ride.id)) this.counts.takenUp += 1;
    return this.follow(ride, 'never');
  }

  /**
   * Resolves when the ride has ended. A ride is never followed twice.
   * @param driverId the driver to assign; default: the nearest free driver
   */
  private follow(ride: Ride, changeOfMind: ChangeOfMind, driverId?: string): Promise<void> {
    const known = this.open.get(ride.id);
    if (known) return known;
    const { searchPauseMs, shownDriver } = this.options;
    const parts = { ...this.parts, searchPauseMs, shownDriver, driverId };
    const journey = new RideJourney(ride, changeOfMind, parts, this.stopping.signal);
    const followed = this.guarded(journey.run().then((end) => this.ended(end))).finally(() =>
      this.open.delete(ride.id),
    );
    this.open.set(ride.id, followed);
    return followed;
  }

  private ended(end: JourneyEnd): void {
    if (end === 'completed') this.counts.completed += 1;
    if (end === 'cancelled') this.counts.cancelled += 1;
    if (end === 'given-up') this.counts.givenUp += 1;
  }

  private async guarded(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!this.stopping.signal.aborted) this.parts.onError(error);
    }
  }
}
