import type { Point } from '@ride-hailing/contracts';
import type { UpdateFaults } from '../faults/update-faults';
import type { Cars } from '../riders/ride-journey';
import { seededRandom } from '../seeded-random';
import { Phone } from './phone';
import { UpdateSchedule } from './update-schedule';
import type { PhoneLines } from './phone-lines';
import type { UpdateSender } from './update-sender';

const TICK_MS = 10;
/** The assumed duration of a drive by a driver of another fleet, ms. */
const FOREIGN_CAR_MS = 5_000;

interface FleetOptions {
  readonly drivers: number;
  readonly updateIntervalMs: number;
  readonly rideTimeScale: number;
  readonly seed: number;
}

/** Drivers d-1 to d-N: their cars move, and each phone sends its position once an interval. */
export class Fleet implements Cars {
  private readonly phones: Phone[] = [];
  private readonly byDriver = new Map<string, Phone>();
  private schedule: UpdateSchedule;
  private readonly rideOf = new Map<string, string>();
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: FleetOptions,
    private readonly faults: UpdateFaults,
    private readonly sender: UpdateSender,
    private readonly lines: PhoneLines,
  ) {
    this.schedule = this.resized(options.drivers);
  }

  get size(): number {
    return this.phones.length;
  }

  /** Adds drivers, or takes away those with the highest numbers; the rides of the latter go on to their end. */
  resize(drivers: number): void {
    if (drivers === this.size) return;
    this.schedule = this.resized(drivers);
    if (this.ticking) this.lines.open(this.byDriver.keys());
  }

  start(): void {
    this.lines.open(this.byDriver.keys());
    this.ticking ??= setInterval(() => this.tick(), TICK_MS);
  }

  /** Stops the updates, sends those held back, and waits for those in flight. */
  async stop(): Promise<void> {
    clearInterval(this.ticking);
    for (const message of this.faults.rest()) this.sender.offer(message);
    await this.sender.drained();
  }

  drive(driverId: string, rideId: string, to: Point, timeScale = this.options.rideTimeScale): number {
    this.rideOf.set(driverId, rideId);
    const phone = this.byDriver.get(driverId);
    return phone ? phone.driveTo(to, Date.now(), timeScale) : FOREIGN_CAR_MS;
  }

  release(driverId: string, rideId: string): void {
    if (this.rideOf.get(driverId) !== rideId) return;
    this.rideOf.delete(driverId);
    this.byDriver.get(driverId)?.release(Date.now());
  }

  private resized(drivers: number): UpdateSchedule {
    const { seed, updateIntervalMs } = this.options;
    const now = Date.now();
    const gone = this.phones.splice(drivers).map(({ driverId }) => driverId);
    for (const driverId of gone) this.byDriver.delete(driverId);
    void this.lines.close(gone);
    while (this.phones.length < drivers) {
      const driverId = `d-${this.phones.length + 1}`;
      const phone = new Phone(driverId, seededRandom(seed, driverId), now);
      this.phones.push(phone);
      this.byDriver.set(driverId, phone);
    }
    return new UpdateSchedule(drivers, updateIntervalMs, seededRandom(seed, 'schedule'), now);
  }

  private tick(): void {
    const nowMs = Date.now();
    for (const index of this.schedule.due(nowMs)) {
      const phone = this.phones[index];
      if (!phone) continue;
      if (!this.lines.isConnected(phone.driverId)) this.sender.skip();
      else for (const message of this.faults.messagesFor(phone.update(nowMs))) this.sender.offer(message);
    }
  }
}
