import { EnqueueingStatement, type UnversionedEvent } from '@ride-hailing/outbox';
import type { Pool } from 'pg';
import { getMetadataArgsStorage } from 'typeorm';
import { CLAIM, CLAIM_FIELDS, type Claim } from './idempotency.service';
import { LATE_COLUMNS } from './ride-changed.event';
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

/** SQL that reads the first parameter: a JSON array of objects with these fields. A field that is left out is null. */
const asked = (fields: string) =>
  `asked AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS asked (${fields}))`;

const INSERT = new EnqueueingStatement<Issued & Pick<Ride, 'id'>>({
  name: 'request-rides',
  with: `
    ${asked(`${GIVEN.map(({ property, type }) => `"${property}" ${type}`).join(', ')}, ${CLAIM_FIELDS}`)},
    claimed AS (${CLAIM}),
    changed AS (
      INSERT INTO rides (${GIVEN.map(({ name }) => name).join(', ')})
      SELECT ${GIVEN.map(({ property }) => `"${property}"`).join(', ')} FROM asked
      WHERE key IS NULL OR id IN (SELECT ride_id FROM claimed)
      RETURNING id, status, version, requested_at AS "requestedAt", changed_at AS "changedAt", ${LATE_COLUMNS})`,
  parameters: 1,
  returning: 'id, status, version, "requestedAt", "changedAt"',
});

export interface WantedRide {
  readonly ride: NewRide;
  /** The key under which the ride is asked for. The ride is made only if no earlier request has used the key. */
  readonly claim: Claim | undefined;
  readonly event: UnversionedEvent;
}

/**
 * Inserts rides and their events, and claims their keys: all of it or nothing.
 * @returns undefined for a ride whose key belongs to another one already: then nothing was written for it
 */
export async function insertRides(
  pool: Queries,
  wanted: readonly WantedRide[],
): Promise<(Ride | undefined)[]> {
  const rides = JSON.stringify(wanted.map(({ ride, claim }) => ({ ...ride, ...claim })));
  const rows = await INSERT.run(
    pool,
    [rides],
    wanted.map(({ event }) => event),
  );
  const issued = new Map(rows.map((row) => [row.id, row]));
  return wanted.map(({ ride }) => {
    const row = issued.get(ride.id);
    return row && { ...ride, ...row };
  });
}

const UPDATE = new EnqueueingStatement<Ride>({
  name: 'change-rides',
  // Without waiting for a ride that is locked: it would delay the others, and two such statements could wait for each other.
  // Found by its key before anything is compared: a plan that was made for few rides never reads all of them.
  with: `
    ${asked('ride uuid, "to" text, "from" text[], "ofVersion" bigint, "ofRider" text, "ofDriver" text')},
    locked AS (
      SELECT * FROM asked CROSS JOIN LATERAL (
        SELECT status AS now, version AS its_version, rider_id AS its_rider, driver_id AS its_driver
        FROM rides WHERE id = ride FOR UPDATE SKIP LOCKED) AS found),
    changed AS (
      UPDATE rides SET status = "to", version = version + 1, changed_at = clock_timestamp()
      FROM locked WHERE id = ride AND now = ANY ("from") AND its_version = coalesce("ofVersion", its_version)
        AND its_rider = coalesce("ofRider", its_rider) AND its_driver = coalesce("ofDriver", its_driver)
      RETURNING ${SELECTED}, ${LATE_COLUMNS})`,
  parameters: 1,
  returning: COLUMNS.map(({ property }) => `"${property}"`).join(', '),
});

export interface WantedChange extends Pick<Ride, 'id' | 'status'> {
  /** The ride must be in one of these now. */
  readonly from: readonly Ride['status'][];
  /** The ride must be theirs. Default: anybody's. */
  readonly of: Partial<Pick<Ride, 'riderId' | 'driverId'>>;
  /** The ride must be in this version. Default: any. */
  readonly version?: number | undefined;
  readonly event: UnversionedEvent;
}

/**
 * Changes the status of rides that have a driver, and enqueues their events: all of it or nothing. Of several changes of
 * one ride it makes the first.
 * @returns undefined for a ride that is not as it must be or is locked, and for a further change of one ride: then
 *   nothing was written for it
 */
export async function changeRides(
  pool: Queries,
  wanted: readonly WantedChange[],
): Promise<(Ride | undefined)[]> {
  const first = new Map<string, WantedChange>();
  for (const each of wanted) if (!first.has(each.id)) first.set(each.id, each);
  const firsts = [...first.values()];
  const changes = firsts.map(({ id, status, from, version, of }) => ({
    ...{ ride: id, to: status, from, ofVersion: version, ofRider: of.riderId, ofDriver: of.driverId },
  }));
  const rows = await UPDATE.run(
    pool,
    [JSON.stringify(changes)],
    firsts.map(({ event }) => event),
  );
  const changed = new Map(rows.map((ride) => [ride.id, ride]));
  return wanted.map((each) => (first.get(each.id) === each ? changed.get(each.id) : undefined));
}
