import { DataSource } from 'typeorm';
import { OutboxMessage } from '@ride-hailing/outbox';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { RideHold } from '../ride-holds/ride-hold.entity';
import { IdempotencyKey } from '../rides/idempotency-key.entity';
import { Ride } from '../rides/ride.entity';
import { MIGRATIONS } from './all-migrations';

jest.setTimeout(60_000);

describe('the migrations', () => {
  let database: SpecDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await integrationInfrastructure().createDatabase();
    source = new DataSource({
      type: 'postgres',
      url: database.url,
      entities: [Ride, IdempotencyKey, RideHold, OutboxMessage],
      migrations: MIGRATIONS,
      installExtensions: false,
    });
    await source.initialize();
    await source.runMigrations();
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('make exactly what the entities say', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be undone and done again', async () => {
    for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
    const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
    expect(await source.query(tables)).toEqual([{ table_name: 'migrations' }]);
    const schemas = "SELECT FROM information_schema.schemata WHERE schema_name = 'published'";
    expect(await source.query(schemas)).toEqual([]);
    await source.runMigrations();
    expect(await source.query(schemas)).toHaveLength(1);
  });
});
