import { setTimeout as delay } from 'node:timers/promises';
import { call } from './http';
import type { CurrentRide, System } from './system';

/** Every answer must come within this time during a fault: the gateway's own deadline is later. */
const ANSWER_WITHIN_MS = 2_000;
const ASK_EVERY_MS = 20;

/** Asks without a cache, which would hide the fault. */
export const askGateway = (system: System, driverId: string) =>
  call<CurrentRide>(`${system.gateway}/drivers/${driverId}/current-ride?cache=none`);

export const hasDetails = async (system: System, driverId: string): Promise<boolean> =>
  (await askGateway(system, driverId)).body.details !== null;

/** The answers to repeated reads of a driver's current ride. */
interface Seen {
  readonly answers: number;
  readonly slowestMs: number;
  /** Why details were missing. */
  readonly reasons: ReadonlySet<string>;
  readonly last: CurrentRide;
}

/**
 * Asks the gateway for a driver's current ride, one call after another, until `enough` has been seen.
 * @throws Error when an answer is not 200 or comes late, or when there is not enough after `timeoutMs`
 */
export async function askUntil(
  system: System,
  driverId: string,
  enough: (seen: Seen) => boolean,
  timeoutMs = 30_000,
): Promise<Seen> {
  const reasons = new Set<string>();
  let [answers, slowestMs] = [0, 0];
  let last: CurrentRide | undefined;
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const { status, body, tookMs } = await askGateway(system, driverId);
    if (status !== 200) throw new Error(`answer ${answers + 1} was ${status}: ${JSON.stringify(body)}`);
    if (tookMs > ANSWER_WITHIN_MS) throw new Error(`answer ${answers + 1} took ${tookMs} ms`);
    answers += 1;
    slowestMs = Math.max(slowestMs, Math.round(tookMs));
    const { reason } = body.sources.details;
    if (reason) reasons.add(reason);
    last = body;
    const seen = { answers, slowestMs, reasons, last };
    if (enough(seen)) return seen;
    await delay(ASK_EVERY_MS);
  }
  throw new Error(`not enough after ${answers} answers: ${JSON.stringify(last)}`);
}

export const logSeen = (fault: string, { answers, slowestMs, reasons }: Seen): void =>
  console.log(
    `${fault}: ${answers} answers, all 200, the slowest after ${slowestMs} ms (allowed ${ANSWER_WITHIN_MS}); ` +
      `details missing because: ${[...reasons].join(', ') || 'they were not missing'}`,
  );
