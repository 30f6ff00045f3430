import { integrationInfrastructure } from '@ride-hailing/stack';
import { Client } from 'pg';
import { bigints, booleans, doubles, ids, integers } from './postgres-arrays';

describe('binary arrays', () => {
  let client: Client;

  beforeAll(async () => {
    client = new Client({ connectionString: integrationInfrastructure().adminDatabaseUrl() });
    await client.connect();
  });

  afterAll(() => client.end());

  it.each([
    ['float8', doubles([0, -0.1, 180, 1e-300, 37.56650000000001]), '{0,-0.1,180,1e-300,37.56650000000001}'],
    [
      'bigint',
      bigints([0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]),
      '{0,1,4294967295,4294967296,9007199254740991}',
    ],
    ['integer', integers([0, 1_180_000_000, -1]), '{0,1180000000,-1}'],
    ['boolean', booleans([true, false]), '{t,f}'],
    ['text', ids(['a', 'null', '_-Z9']), '{a,"null",_-Z9}'],
    ['text', ids([]), '{}'],
  ])('sends arrays of %s to Postgres unchanged', async (type, array, text) => {
    const { rows } = await client.query<{ text: string; same: boolean }>(
      `SELECT $1::${type}[]::text AS text, $1::${type}[] = $2::text::${type}[] AS same`,
      [array, text],
    );
    expect(rows[0]?.text).toBe(text);
  });
});
