import { Injectable } from '@nestjs/common';
import { isUuid } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { type DetailsRow, RIDE_COLUMNS } from './ride-message';

/**
 * The `SELECT` around the ids hides their number from the planner: it would estimate a plan for one id as cheaper than
 * the generic plan, and plan again for each call.
 */
const BY_IDS = {
  name: 'ride-details-by-ids',
  text: `SELECT ${RIDE_COLUMNS.join(', ')} FROM rides WHERE id = ANY ((SELECT $1::uuid[])::uuid[])`,
};

/** Reads rides by id with one prepared statement, on the driver's pool because TypeORM cannot name statements. */
@Injectable()
export class RideDetailsQuery {
  constructor(private readonly database: Database) {}

  /** Rides by id in lower case. Unknown ids, and ids that are not UUIDs, are absent. */
  async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, DetailsRow>> {
    const uuids = [...new Set(ids.filter((id) => isUuid(id)).map((id) => id.toLowerCase()))];
    if (uuids.length === 0) return new Map();
    const { rows } = await this.database.pool.query<DetailsRow>({ ...BY_IDS, values: [uuids] });
    return new Map(rows.map((row) => [row.id, row]));
  }
}
