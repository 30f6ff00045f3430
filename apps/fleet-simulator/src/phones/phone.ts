import type { DriverUpdate, Point } from '@ride-hailing/contracts';
import { between, pick, type Random } from '../seeded-random';
import { arrivedAt, headingTo, type Leg, positionOn, standStill, startLeg } from './leg';
import { SEOUL } from '../seoul';

const KMH = 1 / 3.6;
const SLOWEST = 20 * KMH;
const FASTEST = 50 * KMH;
const BREAK_AFTER_A_LEG = 0.05;
const FULL_BATTERY_LASTS_MS = 6 * 3_600_000;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** One driver's phone: knows the position of the car, and numbers its updates. */
export class Phone {
  private sequence: number;
  private leg: Leg;
  private onRide = false;
  private breakUntilMs = 0;
  private readonly batteryPhase: number;

  /** @param nowMs the phone's clock. The sequence starts there, so that a restarted phone continues above its last update. */
  constructor(
    readonly driverId: string,
    private readonly random: Random,
    nowMs: number,
  ) {
    this.sequence = nowMs;
    this.batteryPhase = random();
    this.leg = this.cruise(pick(random, SEOUL), nowMs);
  }

  /** The next update to send. */
  update(nowMs: number): DriverUpdate {
    this.startNextLeg(nowMs);
    const position = positionOn(this.leg, nowMs);
    const moving = nowMs < arrivedAt(this.leg);
    const sequence = this.sequence;
    this.sequence += 1;
    return {
      driverId: this.driverId,
      sequence,
      recordedAt: nowMs,
      position: { lat: rounded(position.lat, 6), lng: rounded(position.lng, 6) },
      available: nowMs >= this.breakUntilMs,
      heading: rounded(headingTo(this.leg.from, this.leg.to), 1),
      speed: moving ? rounded(this.leg.speed, 1) : 0,
      accuracy: rounded(between(this.random, 3, 12), 1),
      battery: this.battery(nowMs),
    };
  }

  /** Drives straight to `to` for a ride, `timeScale` times faster than real time. Returns the duration, ms. */
  driveTo(to: Point, nowMs: number, timeScale: number): number {
    const from = positionOn(this.leg, nowMs);
    this.onRide = true;
    this.breakUntilMs = 0;
    this.leg = startLeg(from, to, nowMs, this.citySpeed(), timeScale);
    return this.leg.durationMs;
  }

  /** Ends the ride: the car cruises on from where it is. */
  release(nowMs: number): void {
    this.onRide = false;
    this.leg = this.cruise(positionOn(this.leg, nowMs), nowMs);
  }

  private startNextLeg(nowMs: number): void {
    if (this.onRide || nowMs < arrivedAt(this.leg) || nowMs < this.breakUntilMs) return;
    const rested = this.breakUntilMs > 0;
    this.breakUntilMs = 0;
    if (!rested && this.random() < BREAK_AFTER_A_LEG) {
      this.breakUntilMs = nowMs + between(this.random, 30_000, 90_000);
      this.leg = standStill(this.leg.to, nowMs);
      return;
    }
    this.leg = this.cruise(this.leg.to, nowMs);
  }

  private cruise(from: Point, nowMs: number): Leg {
    return startLeg(from, pick(this.random, SEOUL), nowMs, this.citySpeed());
  }

  private citySpeed(): number {
    return between(this.random, SLOWEST, FASTEST);
  }

  /** Per cent. Falls from full over hours, then starts again. */
  private battery(nowMs: number): number {
    const used = (nowMs / FULL_BATTERY_LASTS_MS + this.batteryPhase) % 1;
    return Math.round(100 - used * 85);
  }
}
