import type { System } from '../running-system/system';

const COPIES = ['ride_copy', 'ride_replica'] as const;

type Copies = Readonly<Record<(typeof COPIES)[number], string>>;

/** Driver Service's copies of rides, as JSON. */
export async function copiesOf(system: System): Promise<Copies> {
  const rowsOf = async (table: string) => {
    const [row] = await system.sql(
      'driver_service',
      `SELECT json_agg(kept)::text AS rows FROM ${table} AS kept`,
    );
    return String(row?.['rows']);
  };
  return { ride_copy: await rowsOf('ride_copy'), ride_replica: await rowsOf('ride_replica') };
}

/** Makes the tables what they were. */
export async function putBack(system: System, copies: Copies): Promise<void> {
  for (const table of COPIES) {
    await system.sql('driver_service', `TRUNCATE ${table}`);
    const rows = `json_populate_recordset(NULL::${table}, $1)`;
    await system.sql('driver_service', `INSERT INTO ${table} SELECT * FROM ${rows}`, [copies[table]]);
  }
}
