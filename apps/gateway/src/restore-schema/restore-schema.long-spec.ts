import { restoreSchema } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { notRestored } from '@ride-hailing/testing';
import { Client } from 'pg';
import { MIGRATIONS } from '../migrations/all-migrations';

describe("restoring the gateway's schema", () => {
  let spec: SpecDatabase;
  let client: Client;

  const query = async (statement: string) => (await client.query<object>(statement)).rows;
  const restore = () => restoreSchema({ url: spec.url, migrations: MIGRATIONS }, () => undefined);

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    client = new Client({ connectionString: spec.url });
    await client.connect();
    expect(await restore()).toBe(0);
  });

  afterAll(async () => {
    await client.end();
    await spec.drop();
  });

  it('restores each deleted table, index, constraint and view as the migrations made it', async () => {
    expect(await notRestored(query, restore)).toEqual([]);
  });
});
