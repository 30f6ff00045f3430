import { PrimaryClient } from '@ride-hailing/addresses';
import { pause } from '@ride-hailing/timing';
import { type Client } from 'pg';
import { type DatabaseOptions } from './database-options';
import { type ExpectedSchema, expectedSchema, migrationsThatRan } from './expected-schema';
import { makeAtOnce, makeIndexes, type Say } from './make-objects';
import { migrate, MIGRATION_LOCK } from './migrations';
import { describeDifference, type SchemaDifference, schemaDifferences } from './schema-differences';
import { type Query, schemaObjects } from './schema-objects';

type Options = Pick<DatabaseOptions, 'url' | 'name' | 'migrations'>;

const CONNECT_WITHIN_MS = 5_000;
/** Long, since building an index of a large table takes long. */
const STATEMENT_WITHIN_MS = 600_000;
const WAIT_FOR_ANOTHER_MS = 60_000;
const TRY_EVERY_MS = 250;
/**
 * Allows one restoration at a time. The lock of migrations would not do: waiting for it blocks concurrent index
 * builds.
 */
const RESTORE_LOCK = 7_266_443_303;

/**
 * Restores the missing objects of those that the migrations of a service make, with the service's own login, and
 * completes incomplete indexes. The service may keep running. Rows that were lost with a table or a column do not
 * come back. Existing objects stay unchanged, also when they differ. Running it again is harmless.
 * @returns the number of objects that are still not as expected; `say` has named each
 * @throws Error when migrations are pending, or the database holds those of a newer release
 */
export async function restoreSchema(options: Options, say: Say): Promise<number> {
  const expected = await expectedSchema({ ...options, entities: [] });
  const client = new PrimaryClient({
    connectionString: options.url,
    application_name: options.name && `${options.name}-restore`,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_WITHIN_MS,
    query_timeout: STATEMENT_WITHIN_MS + 1_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  const query: Query = async (text, values) => (await client.query<object>(text, values)).rows;
  try {
    await takeTurn(query);
    const before = await differencesNow(query, expected);
    if (before.length > 0) await restore(client, options, { query, expected, before, say });
    const left = before.length > 0 ? await differencesNow(query, expected) : [];
    for (const one of left) say(`${describeDifference(one)}, and left so`);
    return left.length;
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Restoration {
  readonly query: Query;
  readonly expected: ExpectedSchema;
  readonly before: readonly SchemaDifference[];
  readonly say: Say;
}

async function restore(client: Client, options: Options, { query, expected, before, say }: Restoration) {
  const gone = new Set(before.flatMap(({ object, fault }) => (fault === 'missing' ? [object] : [])));
  if (expected.objects.every((object) => object.kind !== 'table' || gone.has(object))) {
    await query('CREATE SCHEMA IF NOT EXISTS public');
    const migrated = await migrate(client, { ...options, entities: [] });
    return say(`there were no tables: ${migrated.join(', ')}`);
  }
  await checkMigrations(query, expected);
  await query('BEGIN');
  await query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await makeAtOnce(query, before, say);
  await fillMigrations(query, expected, say);
  await query('COMMIT');
  await makeIndexes(query, before, say);
}

async function takeTurn(query: Query): Promise<void> {
  const deadline = performance.now() + WAIT_FOR_ANOTHER_MS;
  for (;;) {
    const [row] = (await query('SELECT pg_try_advisory_lock($1) AS taken', [RESTORE_LOCK])) as {
      taken: boolean;
    }[];
    if (row?.taken) return;
    if (performance.now() > deadline) throw new Error('another restoration of this database is under way');
    await pause(TRY_EVERY_MS);
  }
}

async function differencesNow(query: Query, { objects }: ExpectedSchema): Promise<SchemaDifference[]> {
  await query('BEGIN READ ONLY');
  const actual = await schemaObjects(query);
  await query('COMMIT');
  return schemaDifferences(objects, actual);
}

/** Refuses to restore when migrations are pending or newer, since this release does not know what those make. */
async function checkMigrations(query: Query, { migrations }: ExpectedSchema): Promise<void> {
  const done = await migrationsThatRan(query);
  if (done.length === 0) return;
  const known = migrations.map(({ name }) => name);
  const pending = known.filter((name) => !done.includes(name));
  if (pending.length > 0)
    throw new Error(`migrations are pending, and run when the service starts: ${pending.join(', ')}`);
  const newer = done.filter((name) => !known.includes(name));
  if (newer.length > 0) throw new Error(`a newer release has migrated, and can restore: ${newer.join(', ')}`);
}

/** Fills an empty list of migrations; a starting service would otherwise run all of them again, on existing tables. */
async function fillMigrations(query: Query, { migrations }: ExpectedSchema, say: Say): Promise<void> {
  const found = await query(`SELECT WHERE to_regclass('public.migrations') IS NOT NULL`);
  if (found.length === 0) return;
  const added = await query(
    `INSERT INTO public.migrations (timestamp, name)
     SELECT m.timestamp, m.name FROM ROWS FROM (jsonb_to_recordset($1) AS (timestamp bigint, name text)) WITH ORDINALITY AS m (timestamp, name, place)
     WHERE NOT EXISTS (SELECT FROM public.migrations) ORDER BY place RETURNING name`,
    [JSON.stringify(migrations)],
  );
  if (added.length > 0) say('table public.migrations: its rows are made again');
}
