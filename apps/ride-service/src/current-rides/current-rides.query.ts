import { Injectable } from '@nestjs/common';
import { ACTIVE_STATUSES_SQL } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { type DetailsRow, RIDE_COLUMNS } from '../ride-details/ride-message';

/** What is so of one driver now. */
export interface CurrentRide {
  readonly driverId: string;
  /** The ride that the driver is on; a driver is on one at most. */
  readonly ride: DetailsRow | undefined;
  /** Whether the driver is, or ever was, on a ride. */
  readonly known: boolean;
}

type Row = { [Column in keyof DetailsRow]: DetailsRow[Column] | null } & { asked: string; known: boolean };

/**
 * One row for each driver asked for, in that order. Statuses are spelt out, not passed: only so can the prepared
 * statement use the index `rides_one_active_per_driver`, which holds nothing but active rides.
 */
const BY_DRIVERS = {
  name: 'current-rides-by-drivers',
  text: `SELECT drivers.asked, ${RIDE_COLUMNS.map((column) => `rides.${column}`).join(', ')},
                rides.id IS NOT NULL
                  OR EXISTS (SELECT FROM rides AS past WHERE past.driver_id = drivers.asked) AS known
         FROM unnest($1::text[]) WITH ORDINALITY AS drivers (asked, place)
         LEFT JOIN rides ON rides.driver_id = drivers.asked AND rides.status IN ${ACTIVE_STATUSES_SQL}
         ORDER BY drivers.place`,
};

const hasRide = (row: Row): row is Row & DetailsRow => row.id !== null;

/** The rides that drivers are on. One statement whatever the number of drivers, so all are of one moment. */
@Injectable()
export class CurrentRidesQuery {
  constructor(private readonly database: Database) {}

  /** One for each id, in the same order. */
  async of(driverIds: readonly string[]): Promise<CurrentRide[]> {
    const { rows } = await this.database.pool.query<Row>({ ...BY_DRIVERS, values: [driverIds] });
    return rows.map((row) => ({
      driverId: row.asked,
      ride: hasRide(row) ? row : undefined,
      known: row.known,
    }));
  }
}
