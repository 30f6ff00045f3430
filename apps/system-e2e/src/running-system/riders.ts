import { aRideRequest, eventually } from '@ride-hailing/testing';
import { assign } from './assignments';
import { isLive } from './health';
import { call } from './http';
import { introduce } from './rides';
import type { Ride, System } from './system';

/** A driver is free for a minute after each update. */
const UPDATE_EVERY_MS = 15_000;
/** Longer than any test, so that riders whom a test forgets to stop do not keep the run from ending. */
const AT_MOST_MS = 10 * 60_000;

/**
 * Generates load: requests, assigns, starts and completes one ride after another for each driver, until `stop`. Failures
 * are counted, not hidden. A ride that cannot be assigned is cancelled instead, since an assignment needs more than
 * Ride Service, and the load on Ride Service must continue without the other services.
 */
export class Riders {
  private stopped = false;
  private readonly until = performance.now() + AT_MOST_MS;
  private readonly loops: Promise<void>[];
  private readonly phones: NodeJS.Timeout;
  private updates: Promise<void> = Promise.resolve();
  /** How many commands Ride Service carried out or refused. */
  done = 0;
  /** How many commands Ride Service did not answer. */
  failed = 0;
  assigned = 0;
  notAssigned = 0;

  constructor(
    private readonly system: System,
    drivers: readonly string[],
  ) {
    let sending = false;
    const sendUpdates = () => {
      if (sending) return;
      sending = true;
      // No update arrives during an outage of the broker.
      this.updates = introduce(system, drivers)
        .catch(() => undefined)
        .finally(() => (sending = false));
    };
    sendUpdates();
    this.phones = setInterval(sendUpdates, UPDATE_EVERY_MS).unref();
    this.loops = drivers.map((driverId) => this.rideAfterRide(driverId));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.phones);
    await Promise.all([...this.loops, this.updates]);
  }

  private get running(): boolean {
    return !this.stopped && performance.now() < this.until;
  }

  private async rideAfterRide(driverId: string): Promise<void> {
    while (this.running) {
      const ride = await this.command<Ride>('/rides', aRideRequest());
      if (!ride) continue;
      const isAssigned = await this.assign(ride, driverId);
      for (const name of isAssigned ? ['start', 'complete'] : ['cancel']) {
        // A command may have been carried out although its answer was lost: the retry is then refused.
        for (let tries = 0; tries < 200 && this.running; tries += 1) {
          const answer = await this.command(`/rides/${ride.id}/${name}`);
          if (answer) break;
        }
      }
    }
  }

  private async assign({ id }: Ride, driverId: string): Promise<boolean> {
    const answer = await assign(this.system.gateway, id, { driverId, key: `riders-${id}` }).catch(
      () => undefined,
    );
    const isAssigned = answer?.status === 200 || answer?.status === 202;
    if (isAssigned) this.assigned += 1;
    else this.notAssigned += 1;
    return isAssigned;
  }

  private async command<T>(path: string, body?: unknown): Promise<T | undefined> {
    const { rideService } = this.system;
    try {
      const answer = await call<T>(rideService + path, { method: 'POST', body });
      if (answer.status < 300 || answer.status === 409) {
        this.done += 1;
        return answer.body;
      }
    } catch {
      // Counted below: the service is down.
    }
    this.failed += 1;
    await eventually(() => isLive(rideService), { timeoutMs: 500 }).catch(() => undefined);
    return undefined;
  }
}
