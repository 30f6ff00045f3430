import type { Stack } from '@ride-hailing/stack';
import { Client, Pool } from 'pg';

const STATEMENT_WITHIN_MS = 60_000;

/** Looks into a database as superuser. */
export function adminPool(stack: Stack, database: string): Pool {
  const connectionString = stack.adminDatabaseUrl(database);
  const pool = new Pool({ connectionString, max: 2, statement_timeout: STATEMENT_WITHIN_MS });
  // A lost connection is told by the next statement.
  pool.on('error', () => undefined);
  return pool;
}

/** On the server of the stack, so that one side's data are in nobody's way. */
export async function makeDatabase(stack: Stack, name: string, statements: readonly string[]): Promise<void> {
  const admin = new Client({ connectionString: stack.adminDatabaseUrl() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const client = new Client({ connectionString: stack.adminDatabaseUrl(name) });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** The same columns as the project's, with the one index that its poll asks for. */
export const NAIVE_OUTBOX = [
  `CREATE TABLE outbox (
     id uuid PRIMARY KEY,
     aggregate_id text NOT NULL,
     version integer NOT NULL,
     subject text NOT NULL,
     type text NOT NULL,
     payload text NOT NULL,
     headers jsonb NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     published_at timestamptz,
     stream_sequence bigint
   )`,
  'CREATE INDEX outbox_unpublished ON outbox (created_at) WHERE published_at IS NULL',
];
