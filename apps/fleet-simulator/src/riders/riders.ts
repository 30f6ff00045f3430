import { setMaxListeners } from 'node:events';
import { periodically } from '@ride-hailing/timing';
import { between, type Random } from '../seeded-random';
import type { GatewayClient, Ride } from './gateway.client';
import { endAtOnce, ownOpenRides } from './left-rides';
import { rideArrivals } from './ride-arrivals';
import { type Cars, changeOfMind, type ChangeOfMind, type JourneyEnd, RideJourney } from './ride-journey';
import { inventOrder, type RideOrder } from './ride-order';
import { keepOnRide } from './shown-driver';
import type { Weather } from './weather';

const MOST_ORDER_TRIES = 8;

export interface RidersOptions {
  readonly ridesPerSecond: number;
  readonly maxOpenRides: number;
  readonly sweepMs: number;
  readonly searchPauseMs: number;
  /** A driver who is on a ride that does not end, so that there is always one to look at. Default nobody. */
  readonly shownDriver?: string;
}

export interface RiderParts {
  readonly gateway: GatewayClient;
  readonly weather: Weather;
  readonly cars: Cars;
  readonly random: Random;
  /** Something that should not happen; riders go on. */
  readonly onError: (error: unknown) => void;
}

export interface RideCounts {
  asked: number;
  completed: number;
  cancelled: number;
  takenUp: number;
  givenUp: number;
  /** Not asked for: too many open, or the gateway is down. */
  notAsked: number;
}

/** People who want to go somewhere: asks for rides and brings each to its end, with a bound on how many at once. */
export class Riders {
  readonly counts: RideCounts = { asked: 0, completed: 0, cancelled: 0, takenUp: 0, givenUp: 0, notAsked: 0 };
  private readonly open = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];
  private asking = 0;

  constructor(
    private readonly options: RidersOptions,
    private readonly parts: RiderParts,
    /** Different in each run, so that no key of an earlier run comes again. */
    private readonly runId: string,
  ) {
    // Every open ride waits on it.
    setMaxListeners(0, this.stopping.signal);
  }

  get openRides(): number {
    return this.open.size;
  }

  start(): void {
    if (this.options.ridesPerSecond === 0) return;
    this.loops.push(this.guarded(this.keepAsking()), this.guarded(this.keepSweeping()));
    const { shownDriver } = this.options;
    if (shownDriver !== undefined) this.loops.push(this.guarded(this.keepOnRide(shownDriver)));
  }

  /** Stops asking and leaves the rides where they are; calls in flight end by their own deadline. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([...this.loops, ...this.open.values()]);
  }

  private async keepAsking(): Promise<void> {
    const { random, weather } = this.parts;
    const orders = new Set<Promise<void>>();
    for await (const arrival of rideArrivals(this.options.ridesPerSecond, random, this.stopping.signal)) {
      if (weather.isBad() || this.open.size + this.asking >= this.options.maxOpenRides) {
        this.counts.notAsked += 1;
        continue;
      }
      this.asking += 1;
      const mind = changeOfMind(random());
      const begin = (ride: Ride) => void this.follow(ride, mind);
      const asked = this.ask(`sim-${this.runId}-${arrival}`, inventOrder(random), begin);
      const order = this.guarded(asked).finally(() => {
        this.asking -= 1;
        orders.delete(order);
      });
      orders.add(order);
    }
    await Promise.all(orders);
  }

  private keepOnRide(driverId: string): Promise<void> {
    const { gateway, random, weather, onError } = this.parts;
    const follow = (ride: Ride) => this.follow(ride, 'never', driverId);
    const begin = (count: number) =>
      this.guarded(this.ask(`sim-${this.runId}-${driverId}-${count}`, inventOrder(random), follow));
    const takeUp = (ride: Ride) => this.takeUp(ride);
    const pauseMs = this.options.searchPauseMs;
    return keepOnRide({ driverId, gateway, weather, pauseMs, begin, takeUp, onError }, this.stopping.signal);
  }

  /** @param taken what to do with the ride; waited for */
  private async ask(
    idempotencyKey: string,
    order: RideOrder,
    taken: (ride: Ride) => Promise<void> | undefined,
  ): Promise<void> {
    const { gateway, weather } = this.parts;
    for (let attempt = 1; attempt <= MOST_ORDER_TRIES && !this.stopping.signal.aborted; attempt += 1) {
      const answer = await gateway.order(order, idempotencyKey);
      if (answer.kind === 'ok') {
        weather.clear();
        this.counts.asked += 1;
        await taken(answer.value);
        return;
      }
      if (answer.kind === 'refused') throw new Error(`the gateway refused an order with ${answer.status}`);
      weather.storm(answer.reason, answer.retryAfterMs);
      await weather.calm(this.stopping.signal);
    }
    this.counts.givenUp += 1;
  }

  /** Also serves rides that this run gave up. The first sweep repeats until the gateway answers. */
  private keepSweeping(): Promise<void> {
    let hasSwept = false;
    const sweep = async () => {
      hasSwept = (await this.sweep()) || hasSwept;
    };
    const everyMs = () => (hasSwept ? this.options.sweepMs : between(this.parts.random, 500, 1_000));
    return periodically(sweep, { everyMs, firstMs: 0 }, this.stopping.signal);
  }

  /** Takes up the rides that an earlier run left, or ends them when there is no room. False: not all were seen. */
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
   * Resolves when the ride has ended; one that is followed already is not followed twice.
   * @param driverId who is to drive, if not the nearest
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
