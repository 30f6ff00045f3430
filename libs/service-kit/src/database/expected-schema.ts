import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { type DatabaseOptions } from './database-options';
import { MIGRATION_LOCK, openForMigrations } from './migrations';
import { type Query, type SchemaObject, schemaObjects } from './schema-objects';

/** What the migrations of a service make in an empty database. */
export interface ExpectedSchema {
  readonly objects: readonly SchemaObject[];
  /** In the order in which they ran. */
  readonly migrations: readonly { readonly timestamp: string; readonly name: string }[];
}

const LIMITS = [`SET LOCAL lock_timeout = '5s'`, `SET LOCAL statement_timeout = '30s'`];

const SCHEMAS = `
  SELECT nspname AS name, pg_has_role(nspowner, 'USAGE') AS "isOwn" FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`;

const MIGRATIONS = 'SELECT timestamp::text, name FROM public.migrations ORDER BY id';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * Runs all migrations in a transaction that is rolled back, beside the existing schemas, which have other names for
 * this transaction alone. Other connections see nothing of it and wait for nothing. Takes about 0.1 s.
 * @throws Error when a migration cannot run in a transaction, or the login does not own its database
 */
export async function expectedSchema(options: DatabaseOptions): Promise<ExpectedSchema> {
  const source = await openForMigrations(options);
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    for (const limit of LIMITS) await runner.query(limit);
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    return await runBeside(source, runner, await setAside(runner));
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
    await source.destroy();
  }
}

/** @returns the names of schemas that are not part of the trial: the renamed ones, and those that other logins own */
async function setAside(runner: QueryRunner): Promise<string[]> {
  const schemas = (await runner.query(SCHEMAS)) as { name: string; isOwn: boolean }[];
  const names: string[] = [];
  for (const { name, isOwn } of schemas) {
    const aside = `set_aside_${names.length}`;
    if (isOwn) await runner.query(`ALTER SCHEMA ${quoted(name)} RENAME TO ${aside}`);
    names.push(isOwn ? aside : name);
  }
  await runner.query('CREATE SCHEMA public');
  return names;
}

async function runBeside(
  source: DataSource,
  runner: QueryRunner,
  except: readonly string[],
): Promise<ExpectedSchema> {
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'none';
  await executor.executePendingMigrations();
  const query: Query = (text, values) => runner.query(text, values) as Promise<unknown[]>;
  const migrations = (await query(MIGRATIONS)) as ExpectedSchema['migrations'];
  return { objects: await schemaObjects(query, except), migrations };
}

/** Names of the migrations that the database lists as run; empty when the list itself is missing. */
export async function migrationsThatRan(query: Query): Promise<string[]> {
  const found = await query(`SELECT WHERE to_regclass('public.migrations') IS NOT NULL`);
  if (found.length === 0) return [];
  return ((await query('SELECT name FROM public.migrations')) as { name: string }[]).map(({ name }) => name);
}
