import type { Database } from '@ride-hailing/service-kit';
import { createRideCopyTable } from '../ride-copy/ride-copy-table';

/** One number for this job: a second one that runs at the same time waits. */
const RESTORE_LOCK = 7_350_263_119;

const IS_THERE = `SELECT to_regclass('ride_copy') IS NOT NULL AS "isThere"`;
const IS_MIGRATED = `SELECT count(*) > 0 AS "isMigrated" FROM migrations WHERE name LIKE 'CreateLocalTables%'`;

/** Whether the table of the copy exists. */
export async function hasCopyTable(database: Pick<Database, 'pool'>): Promise<boolean> {
  const { rows } = await database.pool.query<{ isThere: boolean }>(IS_THERE);
  return rows[0]?.isThere === true;
}

/**
 * Makes the table of the copy anew when it was lost, with the service's own login, as its migration did. The service
 * may run: what it could not write meanwhile it holds, and writes then.
 * @returns false when the table is there
 * @throws Error when the migration has never run: it would find the table made already
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
