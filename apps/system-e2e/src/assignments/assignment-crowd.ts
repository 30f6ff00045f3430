import { ACTIVE_STATUSES_SQL } from '@ride-hailing/contracts';
import { eventually } from '@ride-hailing/testing';
import { introduce } from '../running-system/asking';
import { type Assignment, type AssignmentProblem, unfinished } from '../running-system/assignments';
import { eachOf } from './each-of';
import { type Answer, call } from '../running-system/http';
import type { System } from '../running-system/system';

export type Answered = Answer<Assignment & AssignmentProblem>;

const CALLS_AT_ONCE = 16;
const SETTLED_WITHIN_MS = 60_000;

const rows = async (
  system: System,
  database: 'driver_service' | 'ride_service',
  sql: string,
): Promise<number> => Number((await system.sql(database, `SELECT count(*)::int AS count ${sql}`))[0]?.count);

/** Ends the rides of earlier tests and forgets their drivers, so that these alone are free. */
export async function freeDrivers(system: System, names: readonly string[]): Promise<void> {
  await eventually(async () => {
    const rides = await system.sql('ride_service', "SELECT id FROM rides WHERE status = 'ASSIGNED'");
    await eachOf(rides, CALLS_AT_ONCE, ({ id }) =>
      call(`${system.rideService}/rides/${String(id)}/cancel`, { method: 'POST' }),
    );
    const active = `FROM ride_copy WHERE status IN ${ACTIVE_STATUSES_SQL}`;
    return (await rows(system, 'driver_service', active)) === 0;
  });
  await system.sql('driver_service', 'DELETE FROM driver_positions');
  await introduce(system, names);
  const known = () => rows(system, 'driver_service', 'FROM driver_positions');
  await eventually(async () => (await known()) === names.length);
}

export const crowd = (name: string, size: number): string[] =>
  Array.from({ length: size }, (_, index) => `${name}-${index}`);

/** How many rides a driver of such a name has been given. */
export const assignedRides = (system: System, name: string): Promise<number> =>
  rows(system, 'ride_service', `FROM rides WHERE status = 'ASSIGNED' AND driver_id LIKE '${name}-%'`);

export const settled = (system: System) =>
  eventually(async () => (await unfinished(system)) === 0, { timeoutMs: SETTLED_WITHIN_MS });

/** How often each value occurs. */
export function counted(values: readonly (number | string)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
