import { DataSource } from 'typeorm';
import { OutboxMessage } from '@ride-hailing/outbox';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { RideHold } from '../ride-holds/ride-hold.entity';
import { IdempotencyKey } from '../rides/idempotency-key.entity';
import { Ride } from '../rides/ride.entity';
import { CreateRides1795300000000 } from './1795300000000-create-rides.migration';
import { IndexRidesByRider1795300100000 } from './1795300100000-index-rides-by-rider.migration';
import { CreateRideHolds1795400000000 } from './1795400000000-create-ride-holds.migration';
import { PublishCurrentRides1795500000000 } from './1795500000000-publish-current-rides.migration';

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
      migrations: [
        CreateRides1795300000000,
        IndexRidesByRider1795300100000,
        CreateRideHolds1795400000000,
        PublishCurrentRides1795500000000,
      ],
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
