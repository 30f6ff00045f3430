import { aRideRequest, eventually } from '@ride-hailing/testing';
import { introduce } from './asking';
import { assign } from './assignments';
import { call } from './http';
import type { Ride, System } from './system';

/** Drivers are free for a minute after each update of theirs. */
const HEARD_EVERY_MS = 15_000;
/** Longer than any test: who forgets to stop them does not keep the run from ending. */
const AT_MOST_MS = 10 * 60_000;

/**
 * Commands on rides, one after another per driver, for as long as it is told to; failures are counted, not hidden.
 * A ride that cannot be assigned now is called off instead: an assignment needs more than the owner of rides (the
 * driver must be known to be free, also of an earlier ride), and the load on the owner must go on without the rest.
 */
export class Riders {
  private stopped = false;
  private readonly until = performance.now() + AT_MOST_MS;
  private readonly loops: Promise<void>[];
  private readonly phones: NodeJS.Timeout;
  private heard: Promise<void> = Promise.resolve();
  /** Commands that Ride Service carried out or refused. */
  done = 0;
  /** Commands that Ride Service did not answer. */
  failed = 0;
  assigned = 0;
  notAssigned = 0;

  constructor(
    private readonly system: System,
    drivers: readonly string[],
  ) {
    let speaking = false;
    const speak = () => {
      if (speaking) return;
      speaking = true;
      // While the broker is away, the phones are not heard.
      this.heard = introduce(system, drivers)
        .catch(() => undefined)
        .finally(() => (speaking = false));
    };
    speak();
    this.phones = setInterval(speak, HEARD_EVERY_MS).unref();
    this.loops = drivers.map((driverId) => this.rideAfterRide(driverId));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.phones);
    await Promise.all([...this.loops, this.heard]);
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
        // A command may have been carried out though its answer was lost: the next one tells.
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
      // counted below: the service is away
    }
    this.failed += 1;
    await eventually(async () => (await call(`${rideService}/health/live`)).status === 200, {
      timeoutMs: 500,
    }).catch(() => undefined);
    return undefined;
  }
}
