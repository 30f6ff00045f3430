import { changeKey, nowMs } from '@ride-hailing/testing';
import { plantedRideRequest } from './planted-rider';

/** Longer than the gateway needs to give up. */
const ANSWER_WITHIN_MS = 8_000;

export interface Gateway {
  readonly url: string;
  readonly token: string;
}

interface Ride {
  readonly id: string;
  readonly status: string;
}

const ENDED = ['COMPLETED', 'CANCELLED'];

/** One driver's rides, each asked for, assigned, started and completed; every step is one change. */
export class DriverCycle {
  private ride: Ride | undefined;
  private lastTag = '';
  /** After an answer that did not come or said no: the owner has to be asked what is true now. */
  private isUncertain = false;
  private busy = false;

  /**
   * @param answeredAt gets when each change was answered, by `changeKey`
   * @param notes of each ride, behind its rider's own
   */
  constructor(
    readonly driverId: string,
    private readonly gateway: Gateway,
    private readonly answeredAt: Map<string, number>,
    private readonly notes = '',
  ) {}

  /** Whether the last change was one of a ride that has this driver: one that is asked for has none yet. */
  get hasDriver(): boolean {
    return this.ride !== undefined && this.ride.status !== 'REQUESTED';
  }

  /** The ETag that the last change was answered with. */
  get tag(): string {
    return this.lastTag;
  }

  get isBusy(): boolean {
    return this.busy;
  }

  /** Makes the next change; false when it was not made, or nobody said so. */
  async advance(): Promise<boolean> {
    this.busy = true;
    try {
      if (this.isUncertain && this.ride) this.ride = await this.call<Ride>('GET', `/rides/${this.ride.id}`);
      this.isUncertain = false;
      await this.next();
      return true;
    } catch {
      this.isUncertain = true;
      return false;
    } finally {
      this.busy = false;
    }
  }

  private async next(): Promise<void> {
    const { ride } = this;
    if (!ride || ENDED.includes(ride.status)) {
      this.ride = await this.call<Ride>('POST', '/rides', { body: plantedRideRequest(this.notes) });
      return;
    }
    if (ride.status === 'REQUESTED') return this.assign(ride);
    const command = ride.status === 'ASSIGNED' ? 'start' : 'complete';
    this.changed(await this.call<Ride>('POST', `/rides/${ride.id}/${command}`));
  }

  private async assign({ id }: Ride): Promise<void> {
    const order = { body: { driverId: this.driverId }, headers: { 'idempotency-key': `lab-${id}` } };
    const { state } = await this.call<{ state: string }>('POST', `/rides/${id}/assignment`, order);
    if (state !== 'CONFIRMED') throw new Error(`the assignment of ride ${id} is ${state}`);
    this.changed({ id, status: 'ASSIGNED' });
  }

  private changed({ id, status }: Ride): void {
    this.answeredAt.set(changeKey(id, status), nowMs());
    this.ride = { id, status };
  }

  /** @throws Error for anything but success */
  private async call<T>(
    method: 'GET' | 'POST',
    path: string,
    { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<T> {
    const response = await fetch(this.gateway.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.gateway.token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    this.lastTag = response.headers.get('etag') ?? '';
    return JSON.parse(text) as T;
  }
}
