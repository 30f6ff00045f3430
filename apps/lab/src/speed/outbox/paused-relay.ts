import { eventually } from '@ride-hailing/testing';
import { Client } from 'pg';
import type { LabSystem } from '../../world/lab-system';

const DATABASE = 'ride_service';
/** The relay's, in each owner's database. */
const RELAY_LOCK = 7_350_263_118;
const WITHIN_MS = 10_000;

const OF_RELAY = `
  FROM pg_stat_activity WHERE application_name = 'outbox-relay' AND datname = current_database()`;

/**
 * Holds the relay's lock, as another instance would: the running relay stands by until it is let go, in a process
 * that is warm.
 * @returns what lets it go
 */
export async function pauseRelay({ stack, databases }: LabSystem): Promise<() => Promise<void>> {
  const connectionString = stack.adminDatabaseUrl(DATABASE);
  const client = new Client({ connectionString, statement_timeout: WITHIN_MS });
  client.on('error', () => undefined);
  await client.connect();
  const standsBy = async () => {
    const [row] = await databases.rows<{ n: number }>(DATABASE, `SELECT count(*)::int AS n ${OF_RELAY}`);
    return row?.n === 1;
  };
  try {
    const locked = client.query('SELECT pg_advisory_lock($1)', [RELAY_LOCK]);
    await databases.rows(DATABASE, `SELECT pg_terminate_backend(pid) ${OF_RELAY}`);
    await locked;
    await eventually(standsBy, { timeoutMs: WITHIN_MS });
    return () => client.end();
  } catch (error) {
    await client.end();
    throw error;
  }
}
