import type { System } from '../running-system/system';

type Row = Record<string, unknown>;
const by = (rows: Row[], column: string): Map<unknown, Row> => new Map(rows.map((row) => [row[column], row]));

/**
 * Contradictions between the three databases: assignments that are confirmed in one and not in another, reservations
 * that are left over, rides or drivers that are assigned twice. Empty when there are none.
 */
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
