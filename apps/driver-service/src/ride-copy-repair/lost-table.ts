import type { Database } from '@ride-hailing/service-kit';
import { createRideCopyTable } from '../ride-copy/ride-copy-table';

/** Makes a second job that runs at the same time wait. */
const RESTORE_LOCK = 7_350_263_119;

const IS_THERE = `SELECT to_regclass('ride_copy') IS NOT NULL AS "isThere"`;
const IS_MIGRATED = `SELECT count(*) > 0 AS "isMigrated" FROM migrations WHERE name LIKE 'CreateLocalTables%'`;

export async function hasCopyTable(database: Pick<Database, 'pool'>): Promise<boolean> {
  const { rows } = await database.pool.query<{ isThere: boolean }>(IS_THERE);
  return rows[0]?.isThere === true;
}

/**
 * Creates the lost table of the copy again as its migration did, with the service's own login. The service may run: it
 * holds the events that it could not write, and writes them afterwards.
 * @returns false when the table exists
 * @throws Error when the migration has never run: it would fail later on the existing table
 */
export async function restoreCopyTable(database: Database): Promise<boolean> {
  return database.dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [RESTORE_LOCK]);
    const [there] = await manager.query<{ isThere: boolean }[]>(IS_THERE);
    if (there?.isThere) return false;
    const [migrated] = await manager.query<{ isMigrated: boolean }[]>(IS_MIGRATED);
    if (!migrated?.isMigrated)
      throw new Error('there are no tables yet: Driver Service makes them when it is started');
    await createRideCopyTable(manager);
    return true;
  });
}
