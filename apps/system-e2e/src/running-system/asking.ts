import { driverUpdateSubject } from '@ride-hailing/contracts';
import { aDriverUpdate, eventually } from '@ride-hailing/testing';
import { assign, requestedRide } from './assignments';
import { call, must } from './http';
import type { CurrentRide, Ride, System } from './system';

/** Of an answer, whatever is broken: the gateway's own deadline is later. */
const ANSWER_WITHIN_MS = 2_000;
const RECOVERED_WITHIN_MS = 60_000;
const ASSIGNED_WITHIN_MS = 30_000;

/** Without a cache, which would hide what is broken. */
export const askGateway = (system: System, driverId: string) =>
  call<CurrentRide>(`${system.gateway}/drivers/${driverId}/current-ride?cache=none`);

/** What somebody saw who asked again and again. */
export interface Seen {
  answers: number;
  slowestMs: number;
  /** Why details were missing. */
  readonly reasons: Set<string>;
  last?: CurrentRide;
}

/**
 * Asks the gateway for a driver's current ride, one call after another, until `enough` has been seen.
 * @throws Error when an answer is not 200 or comes late, or when there is not enough after `timeoutMs`
 */
export async function askUntil(
  system: System,
  driverId: string,
  enough: (seen: Seen & { last: CurrentRide }) => boolean,
  timeoutMs = 30_000,
): Promise<Seen & { last: CurrentRide }> {
  const seen: Seen = { answers: 0, slowestMs: 0, reasons: new Set() };
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const { status, body, tookMs } = await askGateway(system, driverId);
    if (status !== 200) throw new Error(`answer ${seen.answers + 1} was ${status}: ${JSON.stringify(body)}`);
    if (tookMs > ANSWER_WITHIN_MS) throw new Error(`answer ${seen.answers + 1} took ${tookMs} ms`);
    seen.answers += 1;
    seen.slowestMs = Math.max(seen.slowestMs, Math.round(tookMs));
    const { reason } = body.sources.details;
    if (reason) seen.reasons.add(reason);
    const now = { ...seen, last: body };
    if (enough(now)) return now;
    seen.last = body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not enough after ${seen.answers} answers: ${JSON.stringify(seen.last)}`);
}

/** Drivers are known from their first update on, and free for a minute after each. */
export async function introduce(system: System, drivers: readonly string[]): Promise<void> {
  const phones = await system.broker('fleet-simulator');
  await phones.publishAll(
    drivers.map((driverId) => ({
      subject: driverUpdateSubject(driverId),
      data: JSON.stringify(aDriverUpdate({ driverId, sequence: Date.now() })),
    })),
  );
}

export const command = (system: System, ride: Ride, name: string, body?: unknown): Promise<Ride> =>
  must<Ride>(`${system.rideService}/rides/${ride.id}/${name}`, { method: 'POST', body });

/** Asks until it is: the update that makes the driver known may be under way. */
export async function untilAssigned(system: System, ride: Ride, driverId: string): Promise<void> {
  const order = { driverId, key: `assign-${ride.id}` };
  let last: unknown;
  const isAssigned = async () => {
    const { status, body } = await assign(system.gateway, ride.id, order);
    last = body;
    return status === 200;
  };
  await eventually(isAssigned, { timeoutMs: ASSIGNED_WITHIN_MS }).catch((cause: unknown) => {
    throw new Error(`${driverId} was not assigned: ${JSON.stringify(last)}`, { cause });
  });
}

/** A new ride of the driver, seen at the gateway with its details. */
export async function assigned(system: System, driverId: string): Promise<Ride> {
  const ride = await requestedRide(system);
  await introduce(system, [driverId]);
  await untilAssigned(system, ride, driverId);
  await askUntil(system, driverId, ({ last }) => last.ride?.id === ride.id && last.details !== null);
  return ride;
}

export const hasDetails = async (system: System, driverId: string): Promise<boolean> =>
  (await askGateway(system, driverId)).body.details !== null;

/** Waits for what is to be well again, and says how long after the end of the fault, `since`, it was. */
export async function recovery(
  fault: string,
  what: string,
  condition: () => Promise<boolean>,
  since = performance.now(),
): Promise<void> {
  await eventually(condition, { timeoutMs: RECOVERED_WITHIN_MS });
  console.log(`${fault}: ${what} ${Math.round(performance.now() - since)} ms after its end`);
}

export const tell = (fault: string, { answers, slowestMs, reasons }: Seen): void =>
  console.log(
    `${fault}: ${answers} answers, all 200, the slowest after ${slowestMs} ms (allowed ${ANSWER_WITHIN_MS}); ` +
      `details missing because: ${[...reasons].join(', ') || 'they were not missing'}`,
  );
