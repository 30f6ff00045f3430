import { RefusalReason } from '@ride-hailing/contracts';
import { type Refusal, TURN } from '@ride-hailing/participant';
import type { Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import { hasHadARide, heardWithin, IS_SPENT, isBusy, isFree, isOnARide } from '../who-is-free/who-is-free';

const RELEASE = `
  UPDATE reservations SET state = 'RELEASED', changed_at = clock_timestamp()
  WHERE driver_id = $1 AND ${IS_SPENT}`;

/**
 * The unique index decides whether the driver is reserved, and not a look at the table: it waits for a transaction that
 * is about to reserve the driver or to end a reservation.
 */
const ON_A_RIDE = isBusy('one.driver_id', { reserved: 'false' });

/** The partial unique index lets one of several Tries win; the others wait for its commit and get no row. */
const reserve = (assignmentId: string, from: string, conflict: string) => `
  INSERT INTO reservations (assignment_id, state, ride_id, driver_id)
  SELECT ${assignmentId}, 'TRIED', $2, driver_id FROM ${from}
  WHERE driver_id = $3 AND ${isFree('one', '$4::float8', ON_A_RIDE)}
  ON CONFLICT ${conflict} DO NOTHING
  RETURNING driver_id`;

const RESERVE = reserve('$1', 'driver_positions AS one', `(driver_id) WHERE state IN ('TRIED', 'CONFIRMED')`);

/** A row that an earlier phase of this assignment has written conflicts, too. */
const RESERVE_AT_ONCE = {
  name: 'reserve-at-once',
  text: `WITH ${TURN} ${reserve('$1::uuid', 'turn, driver_positions AS one', '')}`,
};

interface Wanted {
  readonly assignmentId: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly freeWithinMs: number;
}

/**
 * Reserves a free driver for the first Try of an assignment, by one statement and one commit.
 * @returns false when something speaks against it: then nothing was written
 */
export async function reserveAtOnce(pool: Pick<Pool, 'query'>, wanted: Wanted): Promise<boolean> {
  const { assignmentId, rideId, driverId, freeWithinMs } = wanted;
  const values = [assignmentId, rideId, driverId, freeWithinMs];
  return (await pool.query({ ...RESERVE_AT_ONCE, values })).rows.length > 0;
}

/**
 * - `reserved`: the driver was free, and is reserved now.
 * - `taken`: the driver is not free.
 * - `released`: the driver is not free, but a spent reservation was released. The transaction has to end now: it must
 * not wait for others while they wait for that row.
 */
export type Outcome = 'reserved' | 'taken' | 'released';

export async function reserveDriver(manager: EntityManager, wanted: Wanted): Promise<Outcome> {
  const { assignmentId, rideId, driverId, freeWithinMs } = wanted;
  const [, released] = await manager.query<[unknown[], number]>(RELEASE, [driverId]);
  const reserved = await manager.query<unknown[]>(RESERVE, [assignmentId, rideId, driverId, freeWithinMs]);
  if (reserved.length > 0) return 'reserved';
  return released > 0 ? 'released' : 'taken';
}

const LOOK = `
  SELECT position.driver_id IS NOT NULL AS "isHeardOf", available AS "isAvailable",
         ${heardWithin('$2::float8', 'position')} AS "isHeardOfLately",
         round(extract(epoch FROM statement_timestamp() - heard_at))::float8 AS "silentSeconds",
         ${hasHadARide('asked.id')} AS "hasHadARide", ${isOnARide('asked.id')} AS "isOnARide"
  FROM (VALUES ($1::text COLLATE "C")) AS asked (id)
  LEFT JOIN driver_positions AS position ON position.driver_id = asked.id`;

interface Look {
  readonly isHeardOf: boolean;
  readonly isAvailable: boolean | null;
  readonly isHeardOfLately: boolean | null;
  readonly silentSeconds: number | null;
  readonly hasHadARide: boolean;
  readonly isOnARide: boolean;
}

/** Why a driver who was named could not be reserved. */
export async function whyNotFree(
  manager: EntityManager,
  driverId: string,
  freeWithinMs: number,
): Promise<Refusal> {
  const [look] = await manager.query<Look[]>(LOOK, [driverId, freeWithinMs]);
  if (!look || (!look.isHeardOf && !look.hasHadARide)) {
    return { reason: RefusalReason.DRIVER_UNKNOWN, detail: `No driver ${driverId} is known.` };
  }
  return { reason: RefusalReason.DRIVER_NOT_FREE, detail: `Driver ${driverId} ${whatKeeps(look)}.` };
}

function whatKeeps(look: Look): string {
  if (look.isOnARide) return 'is on a ride';
  if (!look.isHeardOf) return 'has not been heard of yet';
  if (!look.isHeardOfLately) return `has been silent for ${look.silentSeconds ?? 0} s`;
  return look.isAvailable ? 'is reserved by another assignment' : 'is not available';
}
