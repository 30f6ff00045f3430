import { setTimeout as delay } from 'node:timers/promises';
import type { Point } from '@ride-hailing/contracts';
import type { GatewayBackOff } from './gateway-back-off';
import type { Answer, GatewayClient, Ride, RideCommand } from './gateway.client';

/** When the rider cancels, if at all. */
export type ChangeOfMind = 'never' | 'before-assignment' | 'before-pickup';

const CANCELLED_BEFORE_ASSIGNMENT = 0.04;
const CANCELLED_BEFORE_PICKUP = 0.06;

/** @param chance from 0 to 1 */
export const changeOfMind = (chance: number): ChangeOfMind => {
  if (chance < CANCELLED_BEFORE_ASSIGNMENT) return 'before-assignment';
  return chance < CANCELLED_BEFORE_ASSIGNMENT + CANCELLED_BEFORE_PICKUP ? 'before-pickup' : 'never';
};

export type JourneyEnd = 'completed' | 'cancelled' | 'given-up' | 'left';

export interface Cars {
  /** Sends a driver's car to a place for a ride. `timeScale`: how much faster than real time. Returns the duration, ms. */
  drive(driverId: string, rideId: string, to: Point, timeScale?: number): number;
  /** Ends the ride for its car, unless the car is on another ride by now. */
  release(driverId: string, rideId: string): void;
}

interface JourneyParts {
  readonly gateway: GatewayClient;
  readonly backOff: GatewayBackOff;
  readonly cars: Cars;
  /** How long a rider without a driver waits before the next try, ms. */
  readonly searchPauseMs: number;
  /** The driver to assign; undefined: the nearest free driver. */
  readonly driverId?: string;
  /** A driver whose rides never end by themselves, so that there is always one to look at. Default: none. */
  readonly shownDriver?: string;
}

const MOST_SEARCHES = 10;
const MOST_REFUSALS = 20;
const GIVE_UP_AFTER_MS = 10 * 60_000;
const REAL_TIME = 1;

/**
 * Brings one ride from any status to its end: the last status from the gateway decides the next step. So the same steps
 * serve a new ride, one left by an earlier run, and one that somebody else has changed.
 */
export class RideJourney {
  private readonly giveUpAt: number;
  private searches = 0;
  private refusals = 0;
  private arrivedFor: Ride['status'] | undefined;
  private driverSent: string | undefined;
  private legs = 0;
  private legEndsAt = 0;

  constructor(
    private ride: Ride,
    private readonly changeOfMind: ChangeOfMind,
    private readonly parts: JourneyParts,
    private readonly signal: AbortSignal,
  ) {
    this.giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  }

  /** Resolves to `left` when the signal is aborted: the next run takes up the ride. */
  async run(): Promise<JourneyEnd> {
    try {
      while ((this.isShown || performance.now() < this.giveUpAt) && this.refusals < MOST_REFUSALS) {
        this.signal.throwIfAborted();
        if (this.ride.status === 'COMPLETED') return 'completed';
        if (this.ride.status === 'CANCELLED') return 'cancelled';
        await this.nextStep(this.ride.status);
      }
      return 'given-up';
    } catch (error) {
      if (this.signal.aborted) return 'left';
      throw error;
    } finally {
      if (this.driverSent) this.parts.cars.release(this.driverSent, this.ride.id);
    }
  }

  private get isShown(): boolean {
    const { shownDriver } = this.parts;
    return shownDriver !== undefined && this.ride.driverId === shownDriver;
  }

  private async nextStep(status: 'REQUESTED' | 'ASSIGNED' | 'IN_PROGRESS'): Promise<void> {
    switch (status) {
      case 'REQUESTED':
        return this.findDriver();
      case 'ASSIGNED':
        if (this.changeOfMind === 'before-pickup' && !this.isShown) {
          await this.arriveAt(this.ride.pickup, 0.5);
          return this.command('cancel');
        }
        await this.arriveAt(this.ride.pickup, 1);
        return this.command('start');
      case 'IN_PROGRESS':
        if (this.isShown) return this.driveToAndFro();
        await this.arriveAt(this.ride.dropoff, 1);
        return this.command('complete');
    }
  }

  private async findDriver(): Promise<void> {
    if (this.changeOfMind === 'before-assignment' || this.searches >= MOST_SEARCHES)
      return this.command('cancel');
    const { gateway, driverId } = this.parts;
    const assigned = await gateway.assign(this.ride, `sim-${this.ride.id}`, driverId);
    if (assigned.kind === 'transient') return this.waitAfter(assigned);
    if (assigned.kind === 'refused') {
      // No driver was free, or the ride has changed.
      this.searches += 1;
      await delay(this.parts.searchPauseMs, undefined, { signal: this.signal });
    }
    return this.refresh();
  }

  private async arriveAt(place: Point, part: number): Promise<void> {
    const { id, driverId, status } = this.ride;
    if (this.arrivedFor === status || !driverId) return;
    this.driverSent = driverId;
    const durationMs = this.parts.cars.drive(driverId, id, place) * part;
    await delay(durationMs, undefined, { signal: this.signal });
    this.arrivedFor = status;
  }

  /** Drives between pickup and dropoff. Only others end this ride, so its status is polled. */
  private async driveToAndFro(): Promise<void> {
    const { id, driverId, pickup, dropoff } = this.ride;
    if (driverId && performance.now() >= this.legEndsAt) {
      this.driverSent = driverId;
      const to = this.legs % 2 === 0 ? dropoff : pickup;
      this.legs += 1;
      this.legEndsAt = performance.now() + this.parts.cars.drive(driverId, id, to, REAL_TIME);
    }
    await delay(this.parts.searchPauseMs, undefined, { signal: this.signal });
    return this.refresh();
  }

  private async command(command: RideCommand): Promise<void> {
    const answer = await this.parts.gateway.command(this.ride, command);
    if (answer.kind === 'ok') return this.accept(answer.value);
    if (answer.kind === 'transient') return this.waitAfter(answer);
    this.refusals += 1;
    return this.refresh();
  }

  private async refresh(): Promise<void> {
    const answer = await this.parts.gateway.ride(this.ride);
    if (answer.kind === 'ok') return this.accept(answer.value);
    return this.waitAfter(answer);
  }

  private accept(ride: Ride): void {
    this.parts.backOff.succeeded();
    this.ride = ride;
  }

  private async waitAfter(answer: Exclude<Answer<unknown>, { kind: 'ok' }>): Promise<void> {
    if (answer.kind === 'refused') this.refusals += 1;
    else this.parts.backOff.failed(answer.reason, answer.retryAfterMs);
    await this.parts.backOff.wait(this.signal);
  }
}
