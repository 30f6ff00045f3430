import type { Stack } from '@ride-hailing/stack';
import { Pool, type QueryResultRow } from 'pg';

const STATEMENT_WITHIN_MS = 20_000;
const CONNECT_WITHIN_MS = 5_000;

export type DatabaseName = 'ride_service' | 'driver_service' | 'gateway';

/** Looks into the services' databases, as superuser and past all proxies. */
export class LabDatabases {
  private readonly pools = new Map<DatabaseName, Pool>();

  constructor(private readonly stack: Pick<Stack, 'adminDatabaseUrl'>) {}

  async rows<Row extends QueryResultRow>(
    database: DatabaseName,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.pool(database).query<Row>(text, values)).rows;
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
  }

  private pool(database: DatabaseName): Pool {
    const known = this.pools.get(database);
    if (known) return known;
    const pool = new Pool({
      connectionString: this.stack.adminDatabaseUrl(database),
      max: 1,
      statement_timeout: STATEMENT_WITHIN_MS,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
    });
    // A lost connection is told by the next statement.
    pool.on('error', () => undefined);
    this.pools.set(database, pool);
    return pool;
  }
}
