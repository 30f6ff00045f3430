import type { Point, RideChanged, RideDigest } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';

/**
 * A row of the copy. `rowVersion` is its version as Postgres prints it: a wrong one may exceed a double's precision.
 */
export interface CopyRow extends RideChanged {
  readonly rowVersion: string;
}

const IN_RANGE = `ride_id > $1 AND ($2 = '' OR ride_id <= $2)`;

/** The digest that ride_essentials.proto defines. */
const DIGEST = `
  SELECT count(*)::int AS count, coalesce(max(version), 0)::float8 AS "maxVersion",
    to_hex(coalesce(bit_xor(('x' || left(md5(concat_ws('|', ride_id, version, status, coalesce(driver_id, ''),
      encode(float8send(pickup_lat + 0), 'hex'), encode(float8send(pickup_lng + 0), 'hex'),
      floor(extract(epoch FROM changed_at) * 1000)::bigint)), 16))::bit(64)::bigint), 0)) AS hash
  FROM ride_copy WHERE ${IN_RANGE}`;

const ROWS = `
  SELECT ride_id AS "rideId", driver_id AS "driverId", status, pickup_lat AS lat, pickup_lng AS lng,
    version::float8 AS version, version::text AS "rowVersion", changed_at AS "changedAt"
  FROM ride_copy WHERE ${IN_RANGE} ORDER BY ride_id LIMIT $3`;

/** Overwrites a row only in the version that was read, and not one that an event wrote meanwhile. */
const OVERWRITE = `
  UPDATE ride_copy SET driver_id = $3, status = $4, pickup_lat = $5, pickup_lng = $6, version = $7,
    changed_at = $8, applied_at = clock_timestamp()
  WHERE ride_id = $1 AND version = $2::bigint`;

const REMOVE = 'DELETE FROM ride_copy WHERE ride_id = $1 AND version = $2::bigint';

type Row = Omit<CopyRow, 'pickup' | 'changedAt'> & Point & { readonly changedAt: Date };

/** The copy's table as the repair sees it, with rows that may be wrong. */
export class CopyTable {
  constructor(private readonly database: Database) {}

  async digest(after: string, until: string): Promise<RideDigest> {
    const { rows } = await this.database.pool.query<RideDigest>(DIGEST, [after, until]);
    return rows[0] ?? { count: 0, maxVersion: 0, hash: '0' };
  }

  async rows(after: string, until: string, limit: number): Promise<CopyRow[]> {
    const { rows } = await this.database.pool.query<Row>(ROWS, [after, until, limit]);
    return rows.map(({ lat, lng, changedAt, ...row }) => ({
      ...row,
      pickup: { lat, lng },
      changedAt: changedAt.toISOString(),
    }));
  }

  /** @returns false when the row has changed since it was read */
  async overwrite(seen: CopyRow, ride: RideChanged): Promise<boolean> {
    const { driverId, status, pickup, version, changedAt } = ride;
    const values = [
      seen.rideId,
      seen.rowVersion,
      driverId,
      status,
      pickup.lat,
      pickup.lng,
      version,
      changedAt,
    ];
    return (await this.database.pool.query(OVERWRITE, values)).rowCount === 1;
  }

  /** @returns false when the row has changed since it was read */
  async remove(seen: CopyRow): Promise<boolean> {
    return (await this.database.pool.query(REMOVE, [seen.rideId, seen.rowVersion])).rowCount === 1;
  }
}
