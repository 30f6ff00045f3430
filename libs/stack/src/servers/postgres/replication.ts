import { Client } from 'pg';

const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_WITHIN_MS = 20_000;

/** Runs one statement over a connection of its own. Resolves with its rows. */
export async function askServer<Row extends object>(
  connectionString: string,
  statement: string,
): Promise<Row[]> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: STATEMENT_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Promotes a server that is still a standby, and resolves with whether it was one. */
export async function takeWrites(url: string): Promise<boolean> {
  const [answer] = await askServer<{ follows: boolean }>(url, 'SELECT pg_is_in_recovery() AS follows');
  if (!answer?.follows) return false;
  await waitForStandby(url, false);
  await askServer(url, 'SELECT pg_promote()');
  return true;
}

/** Whether commits wait until a standby has them on its disk, from now on and after each start. */
export async function waitForStandby(url: string, wait: boolean): Promise<void> {
  await askServer(url, `ALTER SYSTEM SET synchronous_standby_names = '${wait ? '*' : ''}'`);
  await askServer(url, 'SELECT pg_reload_conf()');
}
