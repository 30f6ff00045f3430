import { EnqueueingStatement } from '@ride-hailing/outbox';
import type { Pool } from 'pg';
import { getMetadataArgsStorage } from 'typeorm';
import { CLAIM, type Claimed, claimValues } from './idempotency.service';
import { LATE_COLUMNS, rideChangedBy } from './ride-changed.event';
import { Ride } from './ride.entity';

type Queries = Pick<Pool, 'query'>;

/** What the database adds to a new ride. */
type Issued = Pick<Ride, 'status' | 'version' | 'requestedAt' | 'changedAt'>;
export type NewRide = Omit<Ride, keyof Issued>;

const ISSUED: readonly string[] = [
  'status',
  'version',
  'requestedAt',
  'changedAt',
] satisfies (keyof Issued)[];

const COLUMNS = getMetadataArgsStorage()
  .filterColumns(Ride)
  .map(({ propertyName, options: { name = propertyName, type } }) => ({
    property: propertyName as keyof Ride,
    name,
    type: String(type),
  }));
/** `pg` returns bigint as text. */
const SELECTED = COLUMNS.map(
  ({ property, name, type }) => `${name}${type === 'bigint' ? '::float8' : ''} AS "${property}"`,
).join(', ');
const GIVEN = COLUMNS.filter(({ property }) => !ISSUED.includes(property));

const BY_ID = { name: 'ride-by-id', text: `SELECT ${SELECTED} FROM rides WHERE id = $1` };

/** Reads a ride without locking it. */
export async function findRide(pool: Queries, id: string): Promise<Ride | undefined> {
  const { rows } = await pool.query<Ride>({ ...BY_ID, values: [id] });
  return rows[0];
}

const RETURNED = 'status, version, "requestedAt", "changedAt"';

/** @param firstParameter of the ride's columns */
const insertion = (firstParameter: number, from = '') => `changed AS (
  INSERT INTO rides (${GIVEN.map(({ name }) => name).join(', ')})
  SELECT ${GIVEN.map(({ type }, at) => `$${firstParameter + at}::${type}`).join(', ')} ${from}
  RETURNING status, version, requested_at AS "requestedAt", changed_at AS "changedAt", ${LATE_COLUMNS})`;

const INSERT = new EnqueueingStatement<Issued>({
  ...{ name: 'request-ride', with: insertion(1), parameters: GIVEN.length, returning: RETURNED },
});

const CLAIM_PARAMETERS = 4;
const INSERT_IF_CLAIMED = new EnqueueingStatement<Issued>({
  name: 'request-ride-with-key',
  with: `claimed AS (${CLAIM}), ${insertion(CLAIM_PARAMETERS + 1, 'FROM claimed')}`,
  parameters: CLAIM_PARAMETERS + GIVEN.length,
  returning: RETURNED,
});

const valueOf = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : value);

/**
 * Inserts a ride and its event, and claims the key for it if one is given.
 * @returns undefined when the key belongs to another ride already: then nothing was written
 */
export async function insertRide(pool: Queries, ride: NewRide, claim?: Claimed): Promise<Ride | undefined> {
  const values = GIVEN.map(({ property }) => valueOf(ride[property as keyof NewRide]));
  const event = rideChangedBy({ ...ride, status: 'REQUESTED' });
  const issued = claim
    ? await INSERT_IF_CLAIMED.run(pool, [...claimValues(claim), ...values], event)
    : await INSERT.run(pool, values, event);
  return issued && { ...ride, ...issued };
}

const UPDATE = new EnqueueingStatement<Ride>({
  name: 'change-ride',
  // The clock is read before a wait for the row's lock, but who changes the row meanwhile also ends its version and status.
  with: `changed AS (
    UPDATE rides SET status = $2::text, version = version + 1, changed_at = clock_timestamp()
    WHERE id = $1::uuid AND status = ANY ($3::text[]) AND version = coalesce($4::bigint, version)
      AND rider_id = coalesce($5::text, rider_id) AND driver_id = coalesce($6::text, driver_id)
    RETURNING ${SELECTED}, ${LATE_COLUMNS})`,
  parameters: 6,
  returning: COLUMNS.map(({ property }) => `"${property}"`).join(', '),
});

export interface WantedChange extends Pick<Ride, 'id' | 'status'> {
  /** The ride must be in one of these now. */
  readonly from: readonly Ride['status'][];
  /** The ride must be theirs. Default: anybody's. */
  readonly of: Partial<Pick<Ride, 'riderId' | 'driverId'>>;
  /** The ride must be in this version. Default: any. */
  readonly version?: number;
}

/**
 * Changes the status of a ride that has a driver, and enqueues its event.
 * @returns undefined when the ride is not as it must be: then nothing was written
 */
export const changeStatus = (
  pool: Queries,
  { id, status, from, of, version }: WantedChange,
): Promise<Ride | undefined> =>
  UPDATE.run(pool, [id, status, from, version, of.riderId, of.driverId], rideChangedBy({ id, status }));
