import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const SEARCH_WITHIN_MS = 30_000;
const SEARCH_EVERY_MS = 500;
const CALL_WITHIN_MS = 2_000;
const AT_ONCE = 10;
const MOST_DRIVERS = 200;

const currentRide = z.object({ ride: z.object({ status: z.string() }).nullable() });

async function isOnRide(gateway: string, driverId: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(`${gateway}/drivers/${driverId}/current-ride?details=false`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_WITHIN_MS)]),
    });
    const body: unknown = await answer.json();
    return answer.ok && currentRide.parse(body).ride !== null;
  } catch {
    return false;
  }
}

/** Waits until one of the simulator's drivers has a ride, in bounded time. */
async function driverOnRide(
  gateway: string,
  drivers: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ids = Array.from({ length: Math.min(drivers, MOST_DRIVERS) }, (_, index) => `d-${index + 1}`);
  const deadline = performance.now() + SEARCH_WITHIN_MS;
  while (performance.now() < deadline && !signal.aborted) {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      const found = await Promise.all(some.map((id) => isOnRide(gateway, id, signal)));
      const index = found.indexOf(true);
      if (index >= 0) return some[index];
    }
    await delay(SEARCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

const RIDE = {
  riderId: 'r-1',
  rider: { name: 'Kim', phone: '+82-2-000-0000' },
  pickup: { lat: 37.5547, lng: 126.9707, address: 'Seoul Station' },
  dropoff: { lat: 37.5113, lng: 127.0981, address: 'Jamsil' },
  stops: [],
  fare: { amountMinor: 18400, currency: 'KRW' },
  notes: '',
};

/** Three commands worth trying now. With rides going on, they name a driver who really has one. */
export async function whatToTry(
  gateway: string,
  simulator: false | { drivers: number; ridesPerSecond: number },
  signal: AbortSignal,
): Promise<string[]> {
  if (!simulator) {
    return [
      `curl -X POST ${gateway}/rides -H 'content-type: application/json' -H 'idempotency-key: first' -d '${JSON.stringify(RIDE)}'`,
      `curl '${gateway}/rides?status=REQUESTED'`,
      `curl ${gateway}/health`,
    ];
  }
  const rides = simulator.ridesPerSecond > 0;
  const driver = (rides && (await driverOnRide(gateway, simulator.drivers, signal))) || 'd-1';
  return [
    `curl '${gateway}/drivers/nearest?lat=37.5665&lng=126.978&limit=3'`,
    `curl '${gateway}/drivers/${driver}/current-ride'`,
    `curl '${gateway}/drivers/${driver}/current-ride?details=false'`,
  ];
}
