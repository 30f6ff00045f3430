import { type Client, type Pool } from 'pg';
import { DataSource, type Logger } from 'typeorm';
import { type PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { type DatabaseOptions, poolBasics } from './database-options';

/** An arbitrary number that nothing else locks in a service's own database. */
export const MIGRATION_LOCK = 7_266_443_301;

const nothing = () => undefined;

/** TypeORM prints the failure of a migration as plain text among the JSON lines of the log; it also throws it. */
const SILENT: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/**
 * Runs pending migrations while `holder` holds the lock, since TypeORM takes none and instances start together.
 * The lock ends with its connection, so a crash leaves nothing behind.
 * @returns the names of the migrations that ran
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
  const source = await openForMigrations(options);
  try {
    return (await source.runMigrations()).map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

/** Opens a connection for migrations alone, whose statements may take as long as they need. */
export async function openForMigrations(options: DatabaseOptions): Promise<DataSource> {
  const source = new DataSource({
    ...poolBasics(options, { max: 1 }),
    migrations: options.migrations,
    migrationsTransactionMode: 'each',
    applicationName: options.name && `${options.name}-migrations`,
    logger: SILENT,
  });
  await openDataSource(source);
  return source;
}

/** Initializes, and leaves no pool behind when that fails half-way: the caller retries for as long as it takes. */
export async function openDataSource(source: DataSource): Promise<void> {
  try {
    await source.initialize();
  } catch (error) {
    const driver = source.driver as PostgresDriver;
    const leftOver = driver.master as Pool | undefined;
    driver.master = undefined;
    await leftOver?.end();
    throw error;
  }
}
