import { ACTIVE_STATUSES_SQL } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { type Assignment, type AssignmentProblem, unfinished } from '../running-system/assignments';
import { type Answer, call } from '../running-system/http';
import { inParallel } from '../running-system/in-parallel';
import { introduce } from '../running-system/rides';
import type { System } from '../running-system/system';

export type Answered = Answer<Assignment & AssignmentProblem>;

const CALLS_AT_ONCE = 16;
const SETTLED_WITHIN_MS = 60_000;

/** Ends the rides of earlier tests and removes their drivers, so that only the given drivers are free. */
export async function freeDrivers(system: System, names: readonly string[]): Promise<void> {
  await eventually(async () => {
    const rides = await system.sql('ride_service', "SELECT id FROM rides WHERE status = 'ASSIGNED'");
    await inParallel(rides, CALLS_AT_ONCE, ({ id }) =>
      call(`${system.rideService}/rides/${String(id)}/cancel`, { method: 'POST' }),
    );
    const active = `ride_copy WHERE status IN ${ACTIVE_STATUSES_SQL}`;
    return (await system.count('driver_service', active)) === 0;
  });
  await system.sql('driver_service', 'DELETE FROM driver_positions');
  await introduce(system, names);
  await eventually(async () => (await system.count('driver_service', 'driver_positions')) === names.length);
}

/** Names of drivers: `<name>-0`, `<name>-1` and so on. */
export const crowd = (name: string, size: number): string[] =>
  Array.from({ length: size }, (_, index) => `${name}-${index}`);

/** How many rides are assigned to drivers of this crowd. */
export const assignedRides = (system: System, name: string): Promise<number> =>
  system.count('ride_service', `rides WHERE status = 'ASSIGNED' AND driver_id LIKE '${name}-%'`);

export const allEnded = (system: System) =>
  eventually(async () => (await unfinished(system)) === 0, { timeoutMs: SETTLED_WITHIN_MS });

/** How often each value occurs. */
export function counted(values: readonly (number | string)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
