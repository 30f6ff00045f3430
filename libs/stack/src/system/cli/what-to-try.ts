import { pause } from '@ride-hailing/timing';
import { z } from 'zod';
import type { StartArguments } from './arguments';

const SEARCH_WITHIN_MS = 30_000;
const SEARCH_EVERY_MS = 500;
const CALL_WITHIN_MS = 2_000;
/** The simulator keeps this driver on a ride that does not end. */
const SHOWN_DRIVER = 'd-1';

const answerSchema = z.object({ ride: z.looseObject({}).nullable(), details: z.looseObject({}).nullable() });

/** The gateway, and a token for it. */
export interface GatewayAccess {
  readonly gateway: string;
  /** A dispatcher's token. */
  readonly token: string;
}

async function hasWholeAnswer({ gateway, token }: GatewayAccess, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(`${gateway}/drivers/${SHOWN_DRIVER}/current-ride`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_WITHIN_MS)]),
    });
    const { ride, details } = answerSchema.parse(await answer.json());
    return ride !== null && details !== null;
  } catch {
    return false;
  }
}

/** Waits for at most 30 s, since a simulator that cannot order a ride must not keep the user waiting. */
async function untilWholeAnswer(access: GatewayAccess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + SEARCH_WITHIN_MS;
  while (performance.now() < deadline && !signal.aborted && !(await hasWholeAnswer(access, signal)))
    await pause(SEARCH_EVERY_MS, signal);
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

/**
 * Three commands to try while the stack runs, and one more when there are approaches to compare. They name the driver whom
 * the simulator keeps on rides, and read the token from $TOKEN.
 */
export async function whatToTry(
  access: GatewayAccess,
  { simulator, approaches = [] }: Pick<StartArguments, 'simulator' | 'approaches'>,
  signal: AbortSignal,
): Promise<string[]> {
  const { gateway } = access;
  if (!simulator) {
    return [
      `${CURL} -X POST ${gateway}/rides -H 'content-type: application/json' -H 'idempotency-key: first' -d '${JSON.stringify(RIDE)}'`,
      `${CURL} '${gateway}/rides?status=REQUESTED'`,
      `curl ${gateway}/health`,
    ];
  }
  const others = approaches.filter((name) => name !== 'hybrid').slice(0, 1);
  const driver = SHOWN_DRIVER;
  if (simulator.ridesPerSecond > 0) await untilWholeAnswer(access, signal);
  return [
    `${CURL} '${gateway}/drivers/nearest?lat=37.5665&lng=126.978&limit=3'`,
    `${CURL} '${gateway}/drivers/${driver}/current-ride'`,
    `${CURL} '${gateway}/drivers/${driver}/current-ride?details=false'`,
    ...others.map((name) => `${CURL} '${gateway}/drivers/${driver}/current-ride?approach=${name}'`),
  ];
}
