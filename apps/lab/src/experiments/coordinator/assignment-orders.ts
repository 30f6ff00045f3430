import { eventually } from '@ride-hailing/testing';
import { pause } from '@ride-hailing/timing';
import { LabError } from '../../lab.errors';
import type { LabSystem } from '../../world/lab-system';
import { plantedRideRequest } from '../../world/planted-rider';
import type { Order } from './ways';

const KNOWN_WITHIN_MS = 30_000;
const ANSWER_WITHIN_MS = 8_000;
const AT_ONCE = 8;
/** How often making one ride is tried: right after a fault the services may need a moment. */
const MOST_TRIES = 20;
const PAUSE_MS = 250;

const KNOWN = 'SELECT count(*)::int AS n FROM driver_positions WHERE driver_id = ANY ($1)';

/**
 * Requests `count` rides, which nobody is assigned to yet, and introduces one free driver for each of them.
 * @throws LabError when a ride cannot be asked for
 */
export async function newOrders(system: LabSystem, count: number, prefix: string): Promise<readonly Order[]> {
  const driverIds = Array.from({ length: count }, (_, index) => `${prefix}-${index + 1}`);
  await system.broker.introduce(driverIds);
  const left = [...driverIds];
  const orders: Order[] = [];
  const worker = async () => {
    for (let driverId = left.pop(); driverId !== undefined; driverId = left.pop())
      orders.push({ driverId, rideId: await newRide(system) });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const known = async () => {
    const [row] = await system.databases.rows<{ n: number }>('driver_service', KNOWN, [driverIds]);
    return row?.n === count;
  };
  await eventually(known, { timeoutMs: KNOWN_WITHIN_MS });
  return orders;
}

async function newRide({ stack, token }: LabSystem): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(`${stack.urls.gateway}/rides`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(plantedRideRequest()),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = await response.text();
    if (response.status === 201) return (JSON.parse(text) as { id: string }).id;
    if (tries === MOST_TRIES) throw new LabError(`POST /rides answered ${response.status}: ${text}`);
    await pause(PAUSE_MS);
  }
}
