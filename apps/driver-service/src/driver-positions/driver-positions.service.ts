import { Injectable } from '@nestjs/common';
import type { DriverUpdate, Point } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { NOWHERE } from '../who-is-free/who-is-free';
import { cellOf } from './earth-grid';
import type { HeardUpdate } from './newest-per-driver';
import { bigints, booleans, doubles, ids, integers } from './postgres-arrays';

export interface DriverPosition extends Point {
  readonly driverId: string;
  readonly sequence: number;
  readonly recordedAtMs: number;
  /** The time since the broker stored the update, in ms, by the database's clock. */
  readonly ageMs: number;
  readonly available: boolean;
}

/**
 * Writes a batch with one statement and one commit; an update with an older sequence changes nothing. Only the
 * database's clock decides who is free, so the statement takes the age of each update and not another clock's time.
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

/** In metres. A less accurate position does not say enough about where to send somebody. */
const WORST_ACCURACY_M = 1_000;

/**
 * The cell in which searches find the driver. The position is stored as the phone sent it, but searches find no driver
 * whose position is too inaccurate, or exactly 0, 0, as phones send without a fix.
 */
const searchedCell = ({ position, accuracy = 0 }: DriverUpdate): number => {
  const isNoFix = position.lat === 0 && position.lng === 0;
  return isNoFix || accuracy > WORST_ACCURACY_M ? NOWHERE : cellOf(position);
};

/** The last known position of each driver, owned by Driver Service. */
@Injectable()
export class DriverPositions {
  constructor(private readonly database: Database) {}

  /**
   * @param heard updates of different drivers, ordered by driver id
   * @param brokerNowMs the time by the clock that wrote `heardAtMs`; an update from after it counts as heard now
   * @returns how many were newer than the stored ones
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
