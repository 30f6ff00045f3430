import type { Anomaly } from './anomaly';

/** An assignment as the coordinator has it. */
export interface AssignmentRow {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string | null;
  readonly state: string;
}

/** A participant's part of it. */
export interface PartRow {
  readonly assignmentId: string;
  readonly subjectId: string;
  readonly state: string;
}

export interface AssignedRide {
  readonly id: string;
  readonly driverId: string | null;
  readonly status: string;
}

/** The rows of all three databases, at rest. */
export interface AssignmentRows {
  readonly assignments: readonly AssignmentRow[];
  /** What Driver Service has: the drivers that each assignment reserved. */
  readonly reservations: readonly PartRow[];
  /** What Ride Service has: the rides that each assignment held. */
  readonly holds: readonly PartRow[];
  readonly rides: readonly AssignedRide[];
}

type Query = (database: 'gateway' | 'driver_service' | 'ride_service', text: string) => Promise<unknown[]>;

/** Reads the rows of all three databases. */
export async function readAssignments(query: Query): Promise<AssignmentRows> {
  const part = 'assignment_id AS "assignmentId", state';
  const [assignments, reservations, holds, rides] = await Promise.all([
    query('gateway', 'SELECT id, ride_id AS "rideId", driver_id AS "driverId", state FROM assignments'),
    query('driver_service', `SELECT ${part}, driver_id AS "subjectId" FROM reservations`),
    query('ride_service', `SELECT ${part}, ride_id AS "subjectId" FROM ride_holds`),
    query('ride_service', 'SELECT id, driver_id AS "driverId", status FROM rides'),
  ]);
  return { assignments, reservations, holds, rides } as AssignmentRows;
}

const twice = (ids: readonly string[]): string[] => ids.filter((id, at) => ids.indexOf(id) !== at);

/**
 * Contradictions between the three databases: assignments that are confirmed in one and not in another, reservations
 * that are left over, rides or drivers that are assigned twice. Empty when there are none.
 */
export function assignmentAnomalies({ assignments, reservations, holds, rides }: AssignmentRows): Anomaly[] {
  const found: Anomaly[] = [];
  const add = (what: string, ...about: (string | null)[]) =>
    found.push({ rule: 'assignments', about: about.filter((id) => id !== null), what });
  const stateIn = (parts: readonly PartRow[]) =>
    new Map(parts.map(({ assignmentId, state }) => [assignmentId, state]));
  const [reserved, held] = [stateIn(reservations), stateIn(holds)];
  const driverOf = new Map(rides.map((ride) => [ride.id, ride.driverId]));
  for (const { id, rideId, driverId, state } of assignments) {
    const parts = [reserved.get(id), held.get(id)];
    const isTaken = parts.map((part) => part === 'CONFIRMED' || part === 'RELEASED');
    const tell = (kind: string) =>
      add(`${kind}: ${id} is ${state}, driver ${parts[0]}, ride ${parts[1]}`, id, rideId, driverId);
    if (state !== 'CONFIRMED' && state !== 'CANCELLED') tell('not ended');
    if (isTaken[0] !== isTaken[1]) tell('mixed');
    else if (isTaken[0] !== (state === 'CONFIRMED')) tell('not as decided');
    if (parts.includes('TRIED')) tell('left over');
    if (state === 'CONFIRMED' && driverOf.get(rideId) !== driverId) tell("not the driver's");
  }
  const confirmed = assignments.filter(({ state }) => state === 'CONFIRMED').map(({ rideId }) => rideId);
  for (const id of twice(confirmed)) add(`ride ${id} was assigned twice`, id);
  const confirmedRides = new Set(confirmed);
  for (const { id, status } of rides)
    if (status === 'ASSIGNED' && !confirmedRides.has(id)) add(`ride ${id} was assigned by nobody`, id);
  const busy = reservations.filter(({ state }) => state === 'CONFIRMED').map(({ subjectId }) => subjectId);
  for (const id of twice(busy)) add(`driver ${id} is reserved twice`, id);
  const known = new Set(assignments.map(({ id }) => id));
  for (const { assignmentId, subjectId } of [...reservations, ...holds])
    if (!known.has(assignmentId)) add(`${assignmentId} was begun by nobody`, assignmentId, subjectId);
  return found;
}
