import { integrationInfrastructure } from '@ride-hailing/stack';
import { SpanRecorder } from '@ride-hailing/testing/spans';
import { Pool } from 'pg';
import { traceStatements } from './statement-spans';
import { SteadyClient } from './steady-client';

describe('statements of a pool', () => {
  let database: { url: string; drop(): Promise<void> };
  let pool: Pool;
  let recorder: SpanRecorder;
  const childrenOf = (root: string) => {
    const parent = recorder.spans.find(({ name }) => name === root)?.spanContext().spanId;
    return recorder.spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent);
  };

  beforeAll(async () => {
    database = await integrationInfrastructure().createDatabase();
    pool = new Pool({ connectionString: database.url, max: 1, Client: SteadyClient });
    traceStatements(pool);
    await pool.query('CREATE TABLE things (id int PRIMARY KEY, name text)');
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(() => (recorder = SpanRecorder.start()));
  afterEach(() => recorder.stop());

  it('are spans with their text on one line, and without their values', async () => {
    const text = 'INSERT INTO things\n  VALUES ($1, $2)';
    await recorder.inRoot('request', () => pool.query({ name: 'add-thing', text, values: [1, 'Kim Minji'] }));
    const [statement, ...more] = childrenOf('request');
    expect(more).toEqual([]);
    expect(statement).toMatchObject({
      name: 'add-thing',
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'INSERT INTO things VALUES ($1, $2)' },
    });
    expect(JSON.stringify(statement?.attributes)).not.toContain('Kim');
  });

  it('are children of the request that sent them, also when they waited for the connection of another one', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        recorder.inRoot(`request ${index}`, async () => {
          await pool.query(`SELECT pg_sleep(0.01), ${index}`);
          await pool.query(`UPDATE things SET name = 'x' WHERE id = -${index}`);
        }),
      ),
    );
    for (let index = 0; index < 8; index += 1) {
      const texts = childrenOf(`request ${index}`).map(({ attributes }) => attributes['db.query.text']);
      expect(texts).toEqual([
        `SELECT pg_sleep(0.01), ${index}`,
        `UPDATE things SET name = 'x' WHERE id = -${index}`,
      ]);
    }
  });

  it('are spans each in a transaction on one connection', async () => {
    await recorder.inRoot('request', async () => {
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query('SELECT 1');
      await client.query('COMMIT');
      client.release();
    });
    expect(childrenOf('request').map(({ name }) => name)).toEqual(['BEGIN', 'SELECT', 'COMMIT']);
  });

  it('fail with their SQLSTATE, and not with a message that may hold values', async () => {
    const failing = recorder.inRoot('request', () => pool.query('SELECT $1::int', ['Kim Minji']));
    await expect(failing).rejects.toThrow('Kim Minji');
    expect(childrenOf('request')[0]?.status).toEqual({ code: 2, message: '22P02' });
  });

  it('are no spans outside of a recorded request', async () => {
    await pool.query('SELECT 1');
    expect(recorder.spans).toEqual([]);
  });
});
