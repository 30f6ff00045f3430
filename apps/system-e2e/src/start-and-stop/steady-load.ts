import { aDriverUpdate, aRideRequest } from '@ride-hailing/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AssignmentProblem } from '../running-system/assignments';
import { sendUpdates } from '../running-system/rides';
import type { Ride, System } from '../running-system/system';
import type { PatientClient } from './patient-client';

const READ_EVERY_MS = 50;
const UPDATE_EVERY_MS = 500;

/** Rides from their request to their end, one after another for each driver; reads; and driver updates; until `stop`. */
export class SteadyLoad {
  /** How many rides each driver has completed. */
  readonly completed = new Map<string, number>();
  /** The sequence of each driver's last update that the broker has. */
  readonly sequences = new Map<string, number>();
  requested = 0;
  private readonly stopping = new AbortController();
  private readonly loops: readonly Promise<void>[];

  constructor(
    private readonly system: System,
    private readonly client: PatientClient,
    private readonly drivers: readonly string[],
  ) {
    this.loops = [this.sendUpdates(), ...drivers.flatMap((one) => [this.ride(one), this.read(one)])];
  }

  /** Completed rides of the driver that has the fewest. */
  get fewest(): number {
    return Math.min(...this.drivers.map((one) => this.completed.get(one) ?? 0));
  }

  /** Resolves when all rides under way have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async ride(driverId: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.requested += 1;
      const ride = await this.client.send<Ride>('/rides', {
        method: 'POST',
        key: randomUUID(),
        body: aRideRequest(),
      });
      if (!ride) continue;
      const path = `/rides/${ride.id}`;
      const assigned = await this.client.send(`${path}/assignment`, {
        method: 'POST',
        key: randomUUID(),
        body: { driverId },
        // The end of the driver's last ride may not have arrived yet.
        isNotYet: ({ status, body }) =>
          status === 202 || (status === 409 && (body as AssignmentProblem).reason === 'driver-not-free'),
      });
      if (!assigned) continue;
      await this.command(path, 'start', 'IN_PROGRESS');
      await this.command(path, 'complete', 'COMPLETED');
      this.completed.set(driverId, (this.completed.get(driverId) ?? 0) + 1);
    }
  }

  /** A command that was carried out without an answer is refused the second time. */
  private async command(path: string, name: string, status: string): Promise<void> {
    await this.client.send(`${path}/${name}`, {
      method: 'POST',
      wasDone: async (answer) =>
        answer.status === 409 && (await this.client.send<Ride>(path))?.status === status,
    });
  }

  private async read(driverId: string): Promise<void> {
    while (await this.after(READ_EVERY_MS)) await this.client.send(`/drivers/${driverId}/current-ride`);
  }

  private async sendUpdates(): Promise<void> {
    let sequence = Date.now();
    do {
      sequence += 1;
      const updates = this.drivers.map((driverId) => aDriverUpdate({ driverId, sequence }));
      await sendUpdates(this.system, updates);
      for (const { driverId } of updates) this.sequences.set(driverId, sequence);
    } while (await this.after(UPDATE_EVERY_MS));
  }

  /** False as soon as the load stops. */
  private after(ms: number): Promise<boolean> {
    return delay(ms, true, { signal: this.stopping.signal }).catch(() => false);
  }
}
