import type { Stack } from '@ride-hailing/stack';
import { Client, Pool } from 'pg';
import type { RunContext } from '../../runner/experiment';

const STATEMENT_WITHIN_MS = 60_000;

/** Looks into a database as superuser, as long as the experiment lasts. */
export function adminPool({ belongings }: RunContext, stack: Stack, database: string): Pool {
  const connectionString = stack.adminDatabaseUrl(database);
  const pool = new Pool({ connectionString, max: 2, statement_timeout: STATEMENT_WITHIN_MS });
  // A lost connection is told by the next statement.
  pool.on('error', () => undefined);
  belongings.own({ stop: () => pool.end() });
  return pool;
}

/** On the server of the stack, so that one side's data are in nobody's way. */
export async function makeDatabase(
  stack: Stack,
  name: string,
  statements: readonly string[] = [],
): Promise<void> {
  const admin = new Client({ connectionString: stack.adminDatabaseUrl() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const client = new Client({ connectionString: stack.adminDatabaseUrl(name) });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

export const BARE_RIDES = [
  `CREATE TABLE rides (
     id uuid PRIMARY KEY,
     status text NOT NULL,
     version integer NOT NULL,
     rider_id text NOT NULL,
     driver_id text,
     rider jsonb NOT NULL,
     pickup jsonb NOT NULL,
     dropoff jsonb NOT NULL,
     stops jsonb NOT NULL,
     fare jsonb NOT NULL,
     notes text NOT NULL,
     changed_at timestamptz NOT NULL DEFAULT now()
   )`,
];

export const BARE_COPY = [
  `CREATE TABLE ride_copy (
     ride_id text COLLATE "C" PRIMARY KEY,
     driver_id text,
     status text NOT NULL,
     pickup_lat double precision NOT NULL,
     pickup_lng double precision NOT NULL,
     version integer NOT NULL,
     changed_at timestamptz NOT NULL
   )`,
];
