import { type Client } from 'pg';
import { DataSource } from 'typeorm';
import { type DatabaseOptions, migrationOptions } from './database-options';
import { openDataSource } from './open-data-source';

/** Any number that nothing else locks in a service's own database. */
export const MIGRATION_LOCK = 7_266_443_301;

/**
 * Runs what is pending while `holder` holds the lock: TypeORM takes none, and instances start together.
 * The lock goes with its connection, so a crash leaves nothing behind.
 */
export async function migrate(holder: Client, options: DatabaseOptions): Promise<string[]> {
  await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    return await runPending(options);
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

async function runPending(options: DatabaseOptions): Promise<string[]> {
  const source = new DataSource(migrationOptions(options));
  await openDataSource(source);
  try {
    return (await source.runMigrations()).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}
