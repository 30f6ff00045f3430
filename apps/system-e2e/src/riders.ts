import { aRideRequest, eventually } from '@ride-hailing/testing';
import { call } from './http';
import type { Ride } from './system';

/** Commands on rides, one after another per driver, for as long as it is told to; failures are counted, not hidden. */
export class Riders {
  private running = true;
  private readonly loops: Promise<void>[];
  done = 0;
  failed = 0;

  constructor(
    private readonly rideService: string,
    drivers: readonly string[],
  ) {
    this.loops = drivers.map((driverId) => this.rideAfterRide(driverId));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  private async rideAfterRide(driverId: string): Promise<void> {
    while (this.running) {
      const ride = await this.command<Ride>('/rides', aRideRequest());
      if (!ride) continue;
      for (const [name, body] of [['assign', { driverId }], ['start'], ['complete']] as const) {
        // A command may have been carried out though its answer was lost: the next one tells.
        // When told to stop, each is tried once more: the driver shall be free for whoever comes next.
        for (let tries = 0; tries < 200; tries += 1) {
          const answer = await this.command(`/rides/${ride.id}/${name}`, body);
          if (answer || !this.running) break;
        }
      }
    }
  }

  private async command<T>(path: string, body?: unknown): Promise<T | undefined> {
    try {
      const answer = await call<T>(this.rideService + path, { method: 'POST', body });
      if (answer.status < 300 || answer.status === 409) {
        this.done += 1;
        return answer.body;
      }
    } catch {
      // counted below: the service is away
    }
    this.failed += 1;
    await eventually(async () => (await call(`${this.rideService}/health/live`)).status === 200, {
      timeoutMs: 500,
    }).catch(() => undefined);
    return undefined;
  }
}
