import { Injectable } from '@nestjs/common';
import { ACTIVE_STATUSES_SQL } from '@ride-hailing/contracts';
import { Database } from '@ride-hailing/service-kit';
import { type DetailsRow, RIDE_COLUMNS } from './ride-message';

export interface CurrentRide {
  readonly driverId: string;
  /** The ride that the driver is on; there is at most one. */
  readonly ride: DetailsRow | undefined;
  /** Whether the driver is, or ever was, on a ride. */
  readonly known: boolean;
}

type Row = { [Column in keyof DetailsRow]: DetailsRow[Column] | null } & { asked: string; known: boolean };

/**
 * One row for each requested driver, in that order. Statuses are literals and not parameters: otherwise the prepared
 * statement could not use the index `rides_one_active_per_driver`, which contains active rides only.
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

/** The rides that drivers are on, read in one statement and so from one snapshot. */
@Injectable()
export class CurrentRidesQuery {
  constructor(private readonly database: Database) {}

  /** One result for each id, in the same order. */
  async of(driverIds: readonly string[]): Promise<CurrentRide[]> {
    const { rows } = await this.database.pool.query<Row>({ ...BY_DRIVERS, values: [driverIds] });
    return rows.map((row) => ({
      driverId: row.asked,
      ride: hasRide(row) ? row : undefined,
      known: row.known,
    }));
  }
}
