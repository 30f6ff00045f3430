import type { DriverUpdate } from '@ride-hailing/contracts';
import type { QueryResultRow } from 'pg';
import { UnverifiedError } from '../../lab.errors';
import type { LabDatabases } from '../../world/lab-databases';

export interface KeptRow {
  readonly driverId: string;
  readonly sequence: number;
  readonly lat: number;
  readonly lng: number;
  readonly available: boolean;
}

export interface Comparison {
  /** Rows of drivers who said something. */
  readonly touched: number;
  /** Among them: an older update of the driver than the newest. */
  readonly stale: number;
  /** Among them: fields of several updates of the driver in one row. */
  readonly mixed: number;
}

const FIELDS = ['driverId', 'sequence', 'lat', 'lng', 'available'] as const;

export const rowOf = ({ driverId, sequence, position, available }: DriverUpdate): KeptRow => ({
  ...{ driverId, sequence, available },
  ...position,
});

const isOf = (row: KeptRow, update: DriverUpdate): boolean => {
  const said = rowOf(update);
  return FIELDS.every((field) => row[field] === said[field]);
};

const isMixedOf = (row: KeptRow, said: readonly DriverUpdate[]): boolean =>
  FIELDS.every((field) => said.some((update) => row[field] === rowOf(update)[field]));

/**
 * Compares what a side has kept with what was sent, the newest of each driver last.
 * @throws UnverifiedError when a driver is missing, or a row holds what the driver never said
 */
export function compared(
  rows: readonly KeptRow[],
  sent: ReadonlyMap<string, readonly DriverUpdate[]>,
): Comparison {
  if (rows.length !== sent.size) {
    throw new UnverifiedError(`${sent.size} drivers said something, but ${rows.length} rows changed`);
  }
  const found = { touched: rows.length, stale: 0, mixed: 0 };
  for (const row of rows) {
    const said = sent.get(row.driverId) ?? [];
    const newest = said.at(-1);
    if (newest && isOf(row, newest)) continue;
    if (said.some((update) => isOf(row, update))) found.stale += 1;
    else if (isMixedOf(row, said)) found.mixed += 1;
    else throw new UnverifiedError(`the row of ${row.driverId} holds what the driver never said`);
  }
  return found;
}

/** A table of drivers' positions; each side writes to one of its own. */
export interface PositionsTable {
  /** Every driver can say everything again. Positions stay: a driver's next one is near, as it would be. */
  forgetSequences(): Promise<void>;
  /** What was changed since. @throws UnverifiedError when it holds more or fewer drivers than at first */
  changed(): Promise<KeptRow[]>;
}

/**
 * Fills it: every driver known, with a sequence below all that will be said.
 * @param name this benchmark's own, never anybody's input
 * @param more a further column, of integers
 */
export async function filledTable(
  databases: LabDatabases,
  [database, name, more]: readonly [database: string, name: string, more?: string],
  drivers: number,
): Promise<PositionsTable> {
  const sql = <Row extends QueryResultRow>(text: string) => databases.rows<Row>(database, text);
  await sql(`TRUNCATE ${name}`);
  await sql(
    `INSERT INTO ${name} (driver_id, sequence, recorded_at, heard_at, lat, lng, available${more ? `, ${more}` : ''})
     SELECT 'd-' || i, 1, now(), now(), 37.5, 127, i % 2 = 0${more ? ', 0' : ''}
     FROM generate_series(0, ${drivers - 1}) AS i`,
  );
  await sql(`VACUUM (ANALYZE) ${name}`);
  return {
    forgetSequences: async () => {
      await sql(`UPDATE ${name} SET sequence = 1 WHERE sequence > 1`);
      await sql(`VACUUM (ANALYZE) ${name}`);
    },
    changed: async () => {
      const [counted] = await sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${name}`);
      if (counted?.n !== drivers) throw new UnverifiedError(`${counted?.n} rows of ${drivers} drivers`);
      return sql<KeptRow>(
        `SELECT driver_id AS "driverId", sequence::float8 AS sequence, lat, lng, available
         FROM ${name} WHERE sequence > 1`,
      );
    },
  };
}
