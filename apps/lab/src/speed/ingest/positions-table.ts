import type { DriverUpdate } from '@ride-hailing/contracts';
import type { Client } from 'pg';
import { UnverifiedError } from '../../lab.errors';

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

type Field = (update: DriverUpdate) => KeptRow[keyof KeptRow];

const FIELDS: Readonly<Record<keyof KeptRow, Field>> = {
  driverId: ({ driverId }) => driverId,
  sequence: ({ sequence }) => sequence,
  lat: ({ position }) => position.lat,
  lng: ({ position }) => position.lng,
  available: ({ available }) => available,
};
const NAMES = Object.keys(FIELDS) as (keyof KeptRow)[];

const isOf = (row: KeptRow, update: DriverUpdate): boolean =>
  NAMES.every((name) => row[name] === FIELDS[name](update));

const isMixedOf = (row: KeptRow, said: readonly DriverUpdate[]): boolean =>
  NAMES.every((name) => said.some((update) => row[name] === FIELDS[name](update)));

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

/** A table of positions, whoever writes it. Names are this benchmark's own, never anybody's input. */
export class PositionsTable {
  private constructor(
    private readonly client: Client,
    private readonly name: string,
    private readonly drivers: number,
  ) {}

  /** Every driver known, with a sequence below all that will be said. */
  static async filled(client: Client, name: string, drivers: number): Promise<PositionsTable> {
    const { rows } = await client.query<{ column: string }>(
      `SELECT attname AS column FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND attnotnull AND NOT atthasdef AND NOT attisdropped
         AND atttypid = 'integer'::regtype`,
      [name],
    );
    const more = rows.map(({ column }) => column);
    await client.query(`TRUNCATE ${name}`);
    await client.query(
      `INSERT INTO ${name}
         (${['driver_id', 'sequence', 'recorded_at', 'heard_at', 'lat', 'lng', 'available', ...more].join()})
       SELECT ${["'d-' || i", '1', 'now()', 'now()', '37.5', '127', 'i % 2 = 0', ...more.map(() => '0')].join()}
       FROM generate_series(0, $1::int - 1) AS i`,
      [drivers],
    );
    await client.query(`VACUUM (ANALYZE) ${name}`);
    return new PositionsTable(client, name, drivers);
  }

  /** Every driver can say everything again. Positions stay: a driver's next one is near, as it would be. */
  async forgetSequences(): Promise<void> {
    await this.client.query(`UPDATE ${this.name} SET sequence = 1 WHERE sequence > 1`);
    await this.client.query(`VACUUM (ANALYZE) ${this.name}`);
  }

  /** What was changed since. @throws UnverifiedError when it holds more or fewer drivers than at first */
  async changed(): Promise<KeptRow[]> {
    const { rows } = await this.client.query<{ count: string }>(`SELECT count(*) FROM ${this.name}`);
    const count = Number(rows[0]?.count);
    if (count !== this.drivers) throw new UnverifiedError(`${count} rows of ${this.drivers} drivers`);
    const changed = await this.client.query<KeptRow>(
      `SELECT driver_id AS "driverId", sequence::float8 AS sequence, lat, lng, available
       FROM ${this.name} WHERE sequence > 1`,
    );
    return changed.rows;
  }
}
