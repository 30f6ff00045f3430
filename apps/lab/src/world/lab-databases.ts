import type { Stack } from '@ride-hailing/stack';
import { Pool, type QueryResultRow } from 'pg';

/** The longest make a million rows. */
const STATEMENT_WITHIN_MS = 120_000;
const CONNECT_WITHIN_MS = 5_000;

/** Looks into the services' databases and makes others beside them, as superuser and past all proxies. */
export class LabDatabases {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly stack: Pick<Stack, 'adminDatabaseUrl'>) {}

  async rows<Row extends QueryResultRow>(
    database: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    return (await this.pool(database).query<Row>(text, values)).rows;
  }

  /** Makes a database, and in it what the statements say. */
  async create(database: string, ...statements: readonly string[]): Promise<void> {
    await this.rows('postgres', `CREATE DATABASE ${database}`);
    for (const statement of statements) await this.rows(database, statement);
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
  }

  private pool(database: string): Pool {
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
