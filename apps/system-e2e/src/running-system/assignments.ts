import { setTimeout as delay } from 'node:timers/promises';
import { aRideRequest } from '@ride-hailing/testing';
import { call, must, type Answer } from './http';
import type { Ride, System } from './system';

export interface Assignment {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly steps: readonly { participant: string; phase: string; outcome: string }[];
  readonly waitsFor?: readonly string[];
}

/** What is answered when it comes to nothing. */
export interface AssignmentProblem {
  readonly title: string;
  readonly detail: string;
  readonly assignment: string;
  readonly reason: string;
}

export const requestedRide = (system: System): Promise<Ride> =>
  must<Ride>(`${system.rideService}/rides`, { method: 'POST', body: aRideRequest() });

export const assign = (
  gateway: string,
  rideId: string,
  { driverId, key }: { driverId?: string; key?: string } = {},
): Promise<Answer<Assignment & AssignmentProblem>> =>
  call(`${gateway}/rides/${rideId}/assignment`, {
    method: 'POST',
    headers: key === undefined ? {} : { 'idempotency-key': key },
    body: driverId === undefined ? undefined : { driverId },
  });

const ANSWERED_WITHIN_MS = 60_000;
const ASK_AGAIN_AFTER_MS = 250;

export interface Patience {
  readonly first: number | 'no answer';
  readonly last: Answer<Assignment & AssignmentProblem>;
}

/** As a patient client does it: no answer in time, 202, 503 and 504 mean to ask again, with the same key. */
export async function assignPatiently(gateway: string, rideId: string, key: string): Promise<Patience> {
  const deadline = performance.now() + ANSWERED_WITHIN_MS;
  let first: Patience['first'] | undefined;
  while (performance.now() < deadline) {
    const last = await assign(gateway, rideId, { key }).catch(() => undefined);
    first ??= last?.status ?? 'no answer';
    if (last && last.status !== 202 && last.status < 500) return { first, last };
    await delay(ASK_AGAIN_AFTER_MS);
  }
  throw new Error(`no answer about ride ${rideId} within ${ANSWERED_WITHIN_MS} ms`);
}

type Row = Record<string, unknown>;
const by = (rows: Row[], column: string): Map<unknown, Row> => new Map(rows.map((row) => [row[column], row]));

/** How many assignments have not ended. */
export async function unfinished(system: System): Promise<number> {
  const sql = 'SELECT count(*)::int AS count FROM assignments WHERE ended_at IS NULL';
  return Number((await system.sql('gateway', sql))[0]?.count);
}

/** What the three databases hold of assignments: whatever is not all or nothing, left over, or given away twice. */
export async function assignmentAnomalies(system: System): Promise<string[]> {
  const [assignments, reservations, holds, rides] = await Promise.all([
    system.sql('gateway', 'SELECT id, ride_id, driver_id, state FROM assignments'),
    system.sql('driver_service', 'SELECT assignment_id, driver_id, state FROM reservations'),
    system.sql('ride_service', 'SELECT assignment_id, ride_id, state FROM ride_holds'),
    system.sql('ride_service', 'SELECT id, driver_id, status FROM rides'),
  ]);
  const found: string[] = [];
  const [reserved, held, ride] = [
    by(reservations, 'assignment_id'),
    by(holds, 'assignment_id'),
    by(rides, 'id'),
  ];
  for (const { id, ride_id: rideId, driver_id: driverId, state } of assignments) {
    const parts = [reserved.get(id)?.state, held.get(id)?.state];
    const isTaken = parts.map((part) => part === 'CONFIRMED' || part === 'RELEASED');
    const what = `${String(id)} is ${String(state)}, driver ${String(parts[0])}, ride ${String(parts[1])}`;
    if (state !== 'CONFIRMED' && state !== 'CANCELLED') found.push(`not ended: ${what}`);
    if (isTaken[0] !== isTaken[1]) found.push(`mixed: ${what}`);
    else if (isTaken[0] !== (state === 'CONFIRMED')) found.push(`not as decided: ${what}`);
    if (parts.includes('TRIED')) found.push(`left over: ${what}`);
    if (state === 'CONFIRMED' && ride.get(rideId)?.driver_id !== driverId)
      found.push(`not the driver's: ${what}`);
  }
  const confirmed = assignments.filter(({ state }) => state === 'CONFIRMED');
  const confirmedRides = new Set(confirmed.map(({ ride_id: id }) => id));
  if (confirmedRides.size !== confirmed.length) found.push('a ride was assigned twice');
  for (const { id, status } of rides) {
    if (status === 'ASSIGNED' && !confirmedRides.has(id))
      found.push(`ride ${String(id)} was assigned by nobody`);
  }
  const busy = reservations.filter(({ state }) => state === 'CONFIRMED').map(({ driver_id: id }) => id);
  if (new Set(busy).size !== busy.length) found.push('a driver is reserved twice');
  const known = new Set(assignments.map(({ id }) => id));
  for (const row of [...reservations, ...holds]) {
    if (!known.has(row.assignment_id)) found.push(`${String(row.assignment_id)} was begun by nobody`);
  }
  return found;
}
