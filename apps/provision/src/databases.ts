import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostsOf, PrimaryClient, urlOfDatabase } from '@ride-hailing/addresses';
import { pause } from '@ride-hailing/timing';
import { type Client, DatabaseError } from 'pg';
import { refuseAsynchronousStandby } from './async-standby';
import { GIVE_BACK } from './ownership';
import { sqlStatements } from './sql-statements';

const TRY_EVERY_MS = 250;
const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_WITHIN_MS = 30_000;
/** Postgres' own limit does not end a commit that waits for a standby. */
const ANSWER_WITHIN_MS = 31_000;
const DUPLICATE_DATABASE = '42P04';
/** Each database belongs to the login of the same name. */
const SERVICE_DATABASES = ['ride_service', 'driver_service', 'gateway'];
/** Advisory lock that lets one provisioning run at a time; an arbitrary number. */
const LOCK = 7_261_540;

interface DatabaseOptions {
  readonly adminUrl: string;
  readonly sqlFolder: string;
  /** Passwords keyed by setting, such as `setup.ride_service_password`; the files read them with current_setting(). */
  readonly settings: Readonly<Record<string, string>>;
  readonly waitMs: number;
  /** True takes a primary whose commits do not wait for its standby. Default false. */
  readonly allowAsyncStandby?: boolean;
}

/** Postgres refused the connection, so waiting does not help. The exception is 57P03, while it starts. */
const isRefusal = (error: unknown) => error instanceof DatabaseError && error.code !== '57P03';

async function connect(adminUrl: string, waitMs: number): Promise<Client> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const client = new PrimaryClient({
      connectionString: adminUrl,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      statement_timeout: STATEMENT_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    });
    // A broken connection also rejects the statement in flight.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      await client.end().catch(() => undefined);
      if (isRefusal(cause) || performance.now() >= deadline) {
        const why = (cause as Error).message || String((cause as NodeJS.ErrnoException).code);
        throw new Error(`Postgres at ${hostsOf(adminUrl)}: ${why}`, { cause });
      }
      await pause(TRY_EVERY_MS);
    }
  }
}

/** Runs one statement. CREATE DATABASE succeeds when the database already exists. */
async function run(client: Client, statement: string, file: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.code === DUPLICATE_DATABASE) return;
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Runs the SQL files in the order of their names, statement by statement, then makes each service's login the owner of
 * everything in its database.
 * @returns the names of the files
 */
export async function provisionDatabases(options: DatabaseOptions): Promise<string[]> {
  const { adminUrl, sqlFolder, settings, waitMs, allowAsyncStandby } = options;
  const files = readdirSync(sqlFolder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  if (files.length === 0) throw new Error(`no SQL files in ${sqlFolder}`);
  const client = await connect(adminUrl, waitMs);
  try {
    if (!allowAsyncStandby) await refuseAsynchronousStandby(client);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    for (const [name, value] of Object.entries(settings)) {
      await client.query('SELECT set_config($1, $2, false)', [name, value]);
    }
    for (const file of files) {
      const statements = sqlStatements(readFileSync(join(sqlFolder, file), 'utf8'));
      for (const statement of statements) await run(client, statement, file);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
  for (const database of SERVICE_DATABASES) await giveBackDatabase(adminUrl, database, waitMs);
  return files;
}

async function giveBackDatabase(adminUrl: string, database: string, waitMs: number): Promise<void> {
  const client = await connect(urlOfDatabase(adminUrl, database), waitMs);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(GIVE_BACK);
  } catch (cause) {
    throw new Error(`ownership in ${database}: ${(cause as Error).message}`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
