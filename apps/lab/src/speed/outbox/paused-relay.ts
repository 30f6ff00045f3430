import { eventually } from '@ride-hailing/testing';
import { Client } from 'pg';

/** The relay's, in each owner's database. */
const RELAY_LOCK = 7_350_263_118;

const END_RELAY = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name = 'outbox-relay' AND datname = current_database()`;

const STANDS_BY = `
  SELECT count(*)::int AS n FROM pg_stat_activity
  WHERE application_name = 'outbox-relay' AND datname = current_database()`;

/**
 * Holds the relay's lock, as another instance would: the running relay stands by until it is let go, in a process
 * that is warm.
 */
export class PausedRelay {
  private constructor(private readonly client: Client) {}

  static async of(databaseUrl: string): Promise<PausedRelay> {
    const client = new Client({ connectionString: databaseUrl, statement_timeout: 10_000 });
    client.on('error', () => undefined);
    const other = new Client({ connectionString: databaseUrl, statement_timeout: 10_000 });
    other.on('error', () => undefined);
    await Promise.all([client.connect(), other.connect()]);
    try {
      const locked = client.query('SELECT pg_advisory_lock($1)', [RELAY_LOCK]);
      await other.query(END_RELAY);
      await locked;
      const standsBy = async () => (await other.query<{ n: number }>(STANDS_BY)).rows[0]?.n === 1;
      await eventually(standsBy, { timeoutMs: 10_000 });
      return new PausedRelay(client);
    } catch (error) {
      await client.end();
      throw error;
    } finally {
      await other.end();
    }
  }

  async letGo(): Promise<void> {
    await this.client.end();
  }
}
