import { integrationInfrastructure } from '@ride-hailing/stack';
import { Pool } from 'pg';
import { isDatabaseUnavailable } from '../problems/database.errors';
import { SteadyClient } from './steady-client';

const CONNECTIONS = 3;
const FIND = { name: 'find-things', text: 'SELECT id, size FROM things WHERE id = $1', values: [1] };

describe('a connection whose table changes under a prepared statement', () => {
  let database: { url: string; drop(): Promise<void> };
  let pool: Pool;

  const changeType = (to: string) => pool.query(`ALTER TABLE things ALTER COLUMN size TYPE ${to}`);
  /** Runs the work on every connection of the pool at once, as in a running service. */
  const onEach = async <T>(work: (client: SteadyClient) => Promise<T>): Promise<T[]> => {
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
    try {
      return await Promise.all(clients.map((client) => work(client as unknown as SteadyClient)));
    } finally {
      clients.forEach((client) => client.release());
    }
  };
  const find = async (client: SteadyClient) => (await client.query<{ size: unknown }>(FIND)).rows[0]?.size;

  beforeEach(async () => {
    database = await integrationInfrastructure().createDatabase();
    pool = new Pool({ connectionString: database.url, max: CONNECTIONS, Client: SteadyClient });
    await pool.query('CREATE TABLE things (id int PRIMARY KEY, size int NOT NULL)');
    await pool.query('INSERT INTO things VALUES (1, 7)');
    expect(await onEach(find)).toEqual([7, 7, 7]);
  });
  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  it('prepares a statement again and answers, each time the type of a column changes', async () => {
    await changeType('bigint');
    expect(await onEach(find)).toEqual(['7', '7', '7']);
    await changeType('text');
    expect(await onEach(find)).toEqual(['7', '7', '7']);
    await changeType('int USING size::int');
    expect(await onEach(find)).toEqual([7, 7, 7]);
  });

  it('answers through the pool too, and keeps its connections', async () => {
    await changeType('bigint');
    const answers = await Promise.all(Array.from({ length: 12 }, () => pool.query<{ size: string }>(FIND)));
    expect(new Set(answers.map(({ rows }) => rows[0]?.size))).toEqual(new Set(['7']));
    expect(pool.totalCount).toBe(CONNECTIONS);
  });

  it('fails a transaction with a transient failure, and the retry succeeds on the same connection', async () => {
    await changeType('bigint');
    const transaction = async (client: SteadyClient) => {
      await client.query('BEGIN');
      try {
        return await find(client);
      } finally {
        await client.query('ROLLBACK');
      }
    };
    const outcomes = await onEach(async (client) => {
      const error: unknown = await transaction(client).catch((reason: unknown) => reason);
      return [isDatabaseUnavailable(error), await transaction(client)];
    });
    expect(outcomes).toEqual(Array.from({ length: CONNECTIONS }, () => [true, '7']));
  });

  it('reports a missing column as an error', async () => {
    await pool.query('ALTER TABLE things DROP COLUMN size');
    await expect(pool.query(FIND)).rejects.toMatchObject({ code: '42703' });
  });
});
