import { DataSource } from 'typeorm';
import { OutboxMessage } from '@ride-hailing/outbox';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { Erasure } from '../erasures/erasure.entity';
import { IdempotencyKey } from '../rides/idempotency-key.entity';
import { RideHold } from '../rides/ride-hold.entity';
import { Ride } from '../rides/ride.entity';
import { KeysOfCallers1795600000000 } from './1795600000000-keys-of-callers.migration';
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
      entities: [Ride, IdempotencyKey, RideHold, Erasure, OutboxMessage],
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

  it('the migrations make exactly the schema of the entities', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('the migrations keep the keys of requests from before keys belonged to callers', async () => {
    const keys = 'SELECT * FROM idempotency_keys ORDER BY created_at';
    const undo = async () => {
      const later = MIGRATIONS.length - MIGRATIONS.indexOf(KeysOfCallers1795600000000);
      for (let left = later; left > 0; left -= 1) await source.undoLastMigration();
    };
    await undo();
    await source.query(
      "INSERT INTO idempotency_keys (key, request_hash, ride_id) VALUES ('k', 'h', gen_random_uuid())",
    );
    await source.runMigrations();
    expect(await source.query(keys)).toEqual([expect.objectContaining({ caller: '', key: 'k' })]);
    await source.query(`
      INSERT INTO idempotency_keys (caller, key, request_hash, ride_id, created_at)
      SELECT 'rider/r-1', key, 'of r-1', ride_id, created_at + interval '1 second' FROM idempotency_keys`);
    await undo();
    expect(await source.query(keys)).toEqual([expect.objectContaining({ key: 'k', request_hash: 'of r-1' })]);
    await source.runMigrations();
  });

  it('the migrations can be reverted and run again', async () => {
    for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
    const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
    expect(await source.query(tables)).toEqual([{ table_name: 'migrations' }]);
    const schemas = "SELECT FROM information_schema.schemata WHERE schema_name = 'published'";
    expect(await source.query(schemas)).toEqual([]);
    await source.runMigrations();
    expect(await source.query(schemas)).toHaveLength(1);
  });
});
