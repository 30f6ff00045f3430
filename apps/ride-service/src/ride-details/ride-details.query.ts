import { Injectable } from '@nestjs/common';
import { isUuid } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { type DetailsRow, RIDE_COLUMNS } from './ride-message';

/**
 * The `SELECT` around the ids hides from the planner how many there are: it would take a plan for one as cheaper than
 * the plan for any number, and plan again each time.
 */
const BY_IDS = {
  name: 'ride-details-by-ids',
  text: `SELECT ${RIDE_COLUMNS.join(', ')} FROM rides WHERE id = ANY ((SELECT $1::uuid[])::uuid[])`,
};

/** Reads rides for others. One prepared statement whatever the number of ids; past TypeORM, which has none. */
@Injectable()
export class RideDetailsQuery {
  constructor(private readonly database: Database) {}

  /** By id in lower case; what is missing does not exist. An id that is no UUID names no ride. */
  async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, DetailsRow>> {
    const uuids = [...new Set(ids.filter((id) => isUuid(id)).map((id) => id.toLowerCase()))];
    if (uuids.length === 0) return new Map();
    const { rows } = await this.database.pool.query<DetailsRow>({ ...BY_IDS, values: [uuids] });
    return new Map(rows.map((row) => [row.id, row]));
  }
}
