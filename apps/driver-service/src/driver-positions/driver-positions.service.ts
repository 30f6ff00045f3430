import { Injectable } from '@nestjs/common';
import type { Point } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import type { HeardUpdate } from './newest-per-driver';
import { bigints, booleans, doubles, ids, integers } from './postgres-arrays';
import { searchedCell } from './searched-cell';

export interface DriverPosition extends Point {
  readonly driverId: string;
  readonly sequence: number;
  readonly recordedAtMs: number;
  /** Since the broker stored the update, in ms, by the clock of the database. */
  readonly ageMs: number;
  readonly available: boolean;
}

/**
 * A batch is one statement and one commit; an older sequence changes nothing. Who is free is decided by the clock of
 * the database alone, so it is told how old each update is, and not when another clock says that it came.
 */
const APPLY = {
  name: 'apply-driver-updates',
  text: `
    INSERT INTO driver_positions AS kept
      (driver_id, sequence, recorded_at, heard_at, lat, lng, available, cell)
    SELECT driver_id, sequence, to_timestamp(recorded_ms / 1000),
           statement_timestamp() - age_ms * interval '1 ms', lat, lng, available, cell
    FROM unnest($1::text[], $2::bigint[], $3::float8[], $4::float8[],
                $5::float8[], $6::float8[], $7::boolean[], $8::integer[])
      AS new (driver_id, sequence, recorded_ms, age_ms, lat, lng, available, cell)
    ON CONFLICT (driver_id) DO UPDATE SET
      sequence = EXCLUDED.sequence, recorded_at = EXCLUDED.recorded_at, heard_at = EXCLUDED.heard_at,
      lat = EXCLUDED.lat, lng = EXCLUDED.lng, available = EXCLUDED.available, cell = EXCLUDED.cell
    WHERE kept.sequence < EXCLUDED.sequence`,
};

/** Numbers as JavaScript wants them: a sequence is an integer that a double holds exactly. */
export const POSITION_COLUMNS = `
  driver_id AS "driverId", sequence::float8 AS sequence, lat, lng, available,
  (extract(epoch FROM recorded_at) * 1000)::float8 AS "recordedAtMs",
  (extract(epoch FROM statement_timestamp() - heard_at) * 1000)::float8 AS "ageMs"`;

/** The last known position of each driver: Driver Service owns these. */
@Injectable()
export class DriverPositions {
  constructor(private readonly database: Database) {}

  /**
   * Updates of different drivers, ordered by id. Gives how many were newer than what was known.
   * @param brokerNowMs by the clock by which they were heard; none of them was heard later than now
   */
  async apply(heard: readonly HeardUpdate[], brokerNowMs: number): Promise<number> {
    if (heard.length === 0) return 0;
    const updates = heard.map(({ update }) => update);
    const { rowCount } = await this.database.pool.query({
      ...APPLY,
      values: [
        ids(updates.map(({ driverId }) => driverId)),
        bigints(updates.map(({ sequence }) => sequence)),
        doubles(updates.map(({ recordedAt }) => recordedAt)),
        doubles(heard.map(({ heardAtMs }) => Math.max(0, brokerNowMs - heardAtMs))),
        doubles(updates.map(({ position }) => position.lat)),
        doubles(updates.map(({ position }) => position.lng)),
        booleans(updates.map(({ available }) => available)),
        integers(updates.map(searchedCell)),
      ],
    });
    return rowCount ?? 0;
  }
}
