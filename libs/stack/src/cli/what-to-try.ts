import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { StartArguments } from './arguments';

const SEARCH_WITHIN_MS = 30_000;
const SEARCH_EVERY_MS = 500;
const CALL_WITHIN_MS = 2_000;
const AT_ONCE = 100;
const MOST_DRIVERS = 200;

const page = z.object({
  drivers: z.array(z.object({ driverId: z.string(), ride: z.object({ status: z.string() }).nullable() })),
});

/** Where to ask, and as whom. */
export interface Door {
  readonly gateway: string;
  /** Of a dispatcher. */
  readonly token: string;
}

async function firstOnRide(
  { gateway, token }: Door,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await fetch(`${gateway}/drivers?ids=${ids.join(',')}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_WITHIN_MS)]),
    });
    return page.parse(await answer.json()).drivers.find(({ ride }) => ride !== null)?.driverId;
  } catch {
    return undefined;
  }
}

/** Waits until one of the simulator's drivers has a ride, in bounded time. */
async function driverOnRide(door: Door, drivers: number, signal: AbortSignal): Promise<string | undefined> {
  const ids = Array.from({ length: Math.min(drivers, MOST_DRIVERS) }, (_, index) => `d-${index + 1}`);
  const deadline = performance.now() + SEARCH_WITHIN_MS;
  while (performance.now() < deadline && !signal.aborted) {
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const found = await firstOnRide(door, ids.slice(from, from + AT_ONCE), signal);
      if (found) return found;
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

const CURL = 'curl -H "authorization: Bearer $TOKEN"';

/** Commands worth trying now: three, and one more when there are approaches to compare. With rides going on, they name a driver who really has one. They read the token from $TOKEN. */
export async function whatToTry(
  door: Door,
  { simulator, approaches = [] }: Pick<StartArguments, 'simulator' | 'approaches'>,
  signal: AbortSignal,
): Promise<string[]> {
  const { gateway } = door;
  if (!simulator) {
    return [
      `${CURL} -X POST ${gateway}/rides -H 'content-type: application/json' -H 'idempotency-key: first' -d '${JSON.stringify(RIDE)}'`,
      `${CURL} '${gateway}/rides?status=REQUESTED'`,
      `curl ${gateway}/health`,
    ];
  }
  const others = approaches.filter((name) => name !== 'hybrid').slice(0, 1);
  const rides = simulator.ridesPerSecond > 0;
  const driver = (rides && (await driverOnRide(door, simulator.drivers, signal))) || 'd-1';
  return [
    `${CURL} '${gateway}/drivers/nearest?lat=37.5665&lng=126.978&limit=3'`,
    `${CURL} '${gateway}/drivers/${driver}/current-ride'`,
    `${CURL} '${gateway}/drivers/${driver}/current-ride?details=false'`,
    ...others.map((name) => `${CURL} '${gateway}/drivers/${driver}/current-ride?approach=${name}'`),
  ];
}
