import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { TimedStatements } from '@ride-hailing/testing';
import { Client } from 'pg';

describe('timed statements', () => {
  let spec: SpecDatabase;
  let client: Client;
  let statements: TimedStatements;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    client = new Client({ connectionString: spec.url });
    await client.connect();
    statements = new TimedStatements(client);
  });

  afterAll(async () => {
    await client.end();
    await spec.drop();
  });

  it('tell how long Postgres worked on them', async () => {
    const sleep = { text: 'SELECT pg_sleep($1::float8)', values: [0.05] };
    expect(await statements.time(sleep)).toBeGreaterThanOrEqual(50);
    expect(await statements.time({ text: 'SELECT 1' })).toBeLessThan(50);
  });

  it('take numbers, text and lists, and keep what they were prepared as', async () => {
    const text = 'SELECT $1::text AS said, $2::float8 + n AS sum FROM unnest($3::integer[]) AS n ORDER BY n';
    for (const said of ["it's", 'plain']) {
      const rows = await statements.rows({ text, values: [said, 0.5, [1, 2]] });
      expect(rows).toEqual([
        { said, sum: 1.5 },
        { said, sum: 2.5 },
      ]);
    }
  });
});
