import { Injectable } from '@nestjs/common';
import {
  type DigestRideEssentialsRequest,
  DigestRideEssentialsResponse,
  type ListRideEssentialsRequest,
  type ListRideEssentialsResponse,
  type RideStatus,
  rideStatusToWire,
} from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';

/** Whole milliseconds, as in the event of the version. */
const CHANGED_AT_MS = 'floor(extract(epoch FROM changed_at) * 1000)::bigint';

/** In the form of the message, but for the status: a page has a thousand rides, and nothing is made of each twice. */
const LIST = {
  name: 'list-ride-essentials',
  text: `SELECT id AS "rideId", coalesce(driver_id, '') AS "driverId", status, pickup_lat AS "pickupLat",
                pickup_lng AS "pickupLng", version, (${CHANGED_AT_MS})::float8 AS "changedAtMs"
         FROM rides WHERE id > $1::uuid AND id <= $2::uuid ORDER BY id LIMIT $3`,
};

/** The digest that ride_essentials.proto defines. One more ride is read, to know whether there are further ones. */
const DIGEST = {
  name: 'digest-ride-essentials',
  text: `WITH ahead AS (
           SELECT id, concat_ws('|', id, version, status, coalesce(driver_id, ''),
                    encode(float8send(pickup_lat + 0), 'hex'), encode(float8send(pickup_lng + 0), 'hex'),
                    ${CHANGED_AT_MS}) AS fields,
                  version, row_number() OVER (ORDER BY id) AS place
           FROM rides WHERE id > $1::uuid AND id <= $2::uuid ORDER BY id LIMIT $3::int + 1
         ), digested AS (SELECT * FROM ahead WHERE place <= $3::int)
         SELECT count(*)::int AS count, coalesce(max(version), 0) AS "maxVersion",
                to_hex(coalesce(bit_xor(('x' || left(md5(fields), 16))::bit(64)::bigint), 0)) AS hash,
                coalesce(max(id::text COLLATE "C"), '') AS "lastRideId",
                (SELECT count(*) FROM ahead) > $3::int AS more
         FROM digested`,
};

interface Row extends Omit<ListRideEssentialsResponse['rides'][number], 'status'> {
  readonly status: RideStatus;
}

/** Reads the essential fields of rides along the primary key. A range is above `after` and up to `until`, both UUIDs. */
@Injectable()
export class RideEssentialsQuery {
  constructor(private readonly database: Database) {}

  async list({ after, until, limit }: ListRideEssentialsRequest): Promise<ListRideEssentialsResponse> {
    const values = [after, until, limit + 1];
    const { rows } = await this.database.pool.query<Row>({ ...LIST, values });
    const rides = rows.slice(0, limit).map((row) => ({ ...row, status: rideStatusToWire(row.status) }));
    return { rides, more: rows.length > limit };
  }

  async digest({ after, until, limit }: DigestRideEssentialsRequest): Promise<DigestRideEssentialsResponse> {
    const values = [after, until, limit];
    const { rows } = await this.database.pool.query<DigestRideEssentialsResponse>({ ...DIGEST, values });
    return DigestRideEssentialsResponse.fromPartial(rows[0] ?? {});
  }
}
