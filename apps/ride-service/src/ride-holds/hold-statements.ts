import { enqueued, EnqueueingStatement } from '@ride-hailing/outbox';
import { TURN } from '@ride-hailing/participant';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { LATE_COLUMNS, rideChangedBy } from '../rides/ride-changed.event';

export interface WantedHold {
  readonly assignmentId: string;
  readonly rideId: string;
  readonly driverId: string;
}

/** Whatever speaks against it is in a unique index of the holds, or in the row of the ride, which is locked. */
const HOLD = `
  WITH ${TURN},
  requested AS (SELECT id FROM turn, rides WHERE id = $2::uuid AND status = 'REQUESTED' FOR UPDATE OF rides)
  INSERT INTO ride_holds (assignment_id, state, ride_id, driver_id)
  SELECT $1::uuid, 'TRIED', id, $3 FROM requested ON CONFLICT DO NOTHING RETURNING assignment_id`;

/**
 * Holds a ride that is REQUESTED, and locks it to the end of the transaction.
 * @returns false when something speaks against it: then nothing was written
 */
export async function holdRequested(
  manager: EntityManager,
  { assignmentId, rideId, driverId }: WantedHold,
): Promise<boolean> {
  return (await manager.query<unknown[]>(HOLD, [assignmentId, rideId, driverId])).length > 0;
}

/** The driver is on another ride. */
const UNIQUE_VIOLATION = '23505';

const HELD_RIDE = {
  name: 'held-ride',
  text: `SELECT ride_id AS "rideId" FROM ride_holds WHERE assignment_id = $1 AND state = 'TRIED'`,
};

/** The hold is confirmed only with the ride, and the ride is given only while it is held. */
const ASSIGN = new EnqueueingStatement<{ version: number }>({
  name: 'assign-ride',
  with: `${TURN},
    held AS (
      SELECT ride_id AS held_ride, driver_id AS held_for FROM turn, ride_holds
      WHERE assignment_id = $1::uuid AND state = 'TRIED' FOR UPDATE OF ride_holds),
    changed AS (
      UPDATE rides SET status = 'ASSIGNED', driver_id = held_for, version = version + 1,
        changed_at = clock_timestamp()
      FROM held WHERE id = held_ride AND status = 'REQUESTED' RETURNING version, ${LATE_COLUMNS}),
    confirmed AS (
      UPDATE ride_holds SET state = 'CONFIRMED', changed_at = clock_timestamp() FROM changed
      WHERE assignment_id = $1::uuid)`,
  parameters: 1,
  returning: 'version',
});

/**
 * Gives the held ride to its driver, and enqueues its event.
 * @returns false when the ride is not held, or not as a held ride must be: then nothing was written
 */
export async function assignHeld(pool: Pick<Pool, 'query'>, assignmentId: string): Promise<boolean> {
  const { rows } = await pool.query<{ rideId: string }>({ ...HELD_RIDE, values: [assignmentId] });
  const [held] = rows;
  if (!held) return false;
  const event = rideChangedBy({ id: held.rideId, status: 'ASSIGNED' });
  const assigning = enqueued(event, (traced) => ASSIGN.run(pool, [assignmentId], [traced]));
  const assigned = await assigning.catch((error: { code?: string }) => {
    if (error.code === UNIQUE_VIOLATION) return [];
    throw error;
  });
  return assigned.length > 0;
}
