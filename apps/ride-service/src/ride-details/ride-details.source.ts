import { Injectable } from '@nestjs/common';
import { Database } from '@ride-hailing/service-kit';
import { type DetailsRow } from './ride-message';

const BY_IDS = {
  name: 'ride-details-by-ids',
  text: `SELECT id, version, status, driver_id, rider_id, rider_name, rider_phone,
                pickup_lat, pickup_lng, pickup_address, dropoff_lat, dropoff_lng, dropoff_address,
                stops, fare_amount_minor, fare_currency, notes, requested_at, changed_at
         FROM rides WHERE id = ANY ($1::uuid[])`,
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads rides for others. One prepared statement whatever the number of ids; past TypeORM, which has none. */
@Injectable()
export class RideDetailsSource {
  constructor(private readonly database: Database) {}

  /** By id in lower case; what is missing does not exist. An id that is no UUID names no ride. */
  async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, DetailsRow>> {
    const uuids = [...new Set(ids.filter((id) => UUID.test(id)).map((id) => id.toLowerCase()))];
    if (uuids.length === 0) return new Map();
    const { rows } = await this.database.pool.query<DetailsRow>({ ...BY_IDS, values: [uuids] });
    return new Map(rows.map((row) => [row.id, row]));
  }
}
