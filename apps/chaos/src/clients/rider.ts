import { setTimeout as delay } from 'node:timers/promises';
import { aRideRequest, type CommandCall } from '@ride-hailing/testing';
import type { Gateway } from './gateway';
import { type History, isFinal } from './history';
import type { Reader } from './reader';

const PAUSE_MS = 100;
const REPEAT_AFTER_MS = 150;
/** A ride that is not over then is left as it is. */
const MOST_STEPS = 40;
const ENDED = ['COMPLETED', 'CANCELLED'];

type Order = Pick<CommandCall, 'command' | 'key' | 'rideId' | 'driverId'>;

/** Asks for ride after ride and drives each to its end; repeats each command until its outcome is known. */
export class Rider {
  private rides = 0;

  /**
   * @param drivers the first of them is asked for most often
   * @param reader of the same name, who reads what was changed
   */
  constructor(
    private readonly name: string,
    private readonly parts: { gateway: Gateway; history: History; reader: Reader; random: () => number },
    private readonly drivers: readonly string[],
  ) {}

  /** Begins no ride after `stopping`, and gives up at `signal`. */
  async run(stopping: AbortSignal, signal: AbortSignal): Promise<void> {
    while (!stopping.aborted) await this.ride(signal);
  }

  private async ride(signal: AbortSignal): Promise<void> {
    this.rides += 1;
    const key = `${this.name}-ride-${this.rides}`;
    const request = { command: 'request', key } as const;
    // The second request races with the first one.
    const twin = this.parts.random() < 0.2 ? this.call(request) : undefined;
    const made = await this.untilFinal(request, signal);
    await twin;
    const id = made?.rideId;
    if (id === undefined) return;
    let status: string | undefined = 'REQUESTED';
    for (let step = 1; step <= MOST_STEPS && !signal.aborted; step += 1) {
      await delay(this.parts.random() * 2 * PAUSE_MS);
      if (status === undefined) status = (await this.parts.reader.ride(id))?.status;
      else if (ENDED.includes(status)) return;
      else {
        await this.next({ id, key: `${key}-${step}`, status }, signal);
        status = undefined;
      }
    }
  }

  /** Makes the next change of a ride, and reads what it has changed. */
  private async next(ride: { id: string; key: string; status: string }, signal: AbortSignal): Promise<void> {
    const order = { key: ride.key, rideId: ride.id, ...this.choice(ride.status) };
    const call = await this.untilFinal(order, signal);
    if (call?.tag !== undefined && order.driverId !== undefined)
      await this.parts.reader.driver(order.driverId, call.tag);
  }

  private driverId: string | undefined;

  private choice(status: string): Pick<Order, 'command' | 'driverId'> {
    const isCalledOff = this.parts.random() < 0.08;
    if (status === 'REQUESTED') {
      if (isCalledOff) return { command: 'cancel' };
      const { random } = this.parts;
      const at = random() < 0.7 ? 0 : Math.floor(random() * this.drivers.length);
      this.driverId = this.drivers[at];
      return { command: 'assign', driverId: this.driverId };
    }
    const { driverId } = this;
    if (status !== 'ASSIGNED') return { command: 'complete', driverId };
    return { command: isCalledOff ? 'cancel' : 'start', driverId };
  }

  private async untilFinal(order: Order, signal: AbortSignal): Promise<CommandCall | undefined> {
    while (!signal.aborted) {
      const call = await this.call(order);
      if (isFinal(call.status)) return call;
      await delay(REPEAT_AFTER_MS * (0.5 + this.parts.random()), undefined, { signal }).catch(
        () => undefined,
      );
    }
    return undefined;
  }

  private async call(order: Order): Promise<CommandCall> {
    const { command, key, rideId, driverId } = order;
    const { gateway, history } = this.parts;
    const headers = { 'idempotency-key': key };
    const { body, ...answer } =
      command === 'request'
        ? await gateway.call('POST', '/rides', { headers, body: aRideRequest({ notes: key }) })
        : command === 'assign'
          ? await gateway.call('POST', `/rides/${rideId}/assignment`, { headers, body: { driverId } })
          : await gateway.call('POST', `/rides/${rideId}/${command}`);
    const made = command === 'request' ? (body as { id: string } | undefined)?.id : rideId;
    const call = { client: this.name, ...order, rideId: made, ...answer };
    history.commands.push(call);
    return call;
  }
}
