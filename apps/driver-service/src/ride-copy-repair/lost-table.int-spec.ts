import { type Database, isDataError, Metrics } from '@ride-hailing/service-kit';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { aRideChanged } from '@ride-hailing/testing';
import { aMessage, rideEventHeaders } from '../../test/incoming-message.builder';
import { openLocalDatabase } from '../../test/local-database';
import { RideCopyConsumer } from '../ride-copy/ride-copy.consumer';
import { RideCopy } from '../ride-copy/ride-copy.service';
import { hasCopyTable, restoreCopyTable } from './lost-table';

describe('the lost table of the copy', () => {
  let spec: SpecDatabase;
  let database: Database;
  let close: (this: void) => Promise<void>;

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    ({ database, close } = await openLocalDatabase(spec.url));
  });

  afterAll(async () => {
    await close();
    await spec.drop();
  });

  const rowsOf = async (text: string) => (await database.pool.query<Record<string, unknown>>(text)).rows;
  const shape = async () => ({
    columns: await rowsOf(`
      SELECT column_name, data_type, is_nullable, collation_name, column_default
      FROM information_schema.columns WHERE table_name = 'ride_copy' ORDER BY ordinal_position`),
    indexes: await rowsOf(`SELECT indexdef FROM pg_indexes WHERE tablename = 'ride_copy' ORDER BY indexname`),
    owner: await rowsOf(`SELECT tableowner FROM pg_tables WHERE tablename = 'ride_copy'`),
  });

  it('restores the lost table of the copy as it was, once, even by two jobs at a time', async () => {
    const before = await shape();
    expect(before.indexes).toHaveLength(3);
    await database.pool.query('DROP TABLE ride_copy');
    expect(await hasCopyTable(database)).toBe(false);
    expect((await Promise.all([restoreCopyTable(database), restoreCopyTable(database)])).sort()).toEqual([
      false,
      true,
    ]);
    expect(await hasCopyTable(database)).toBe(true);
    expect(await shape()).toEqual(before);
  });

  it('treats the lost table as a transient failure: holds the batch, retries it, and writes it once the table is back', async () => {
    const copy = new RideCopy(database);
    const consumer = new RideCopyConsumer(copy, new Metrics());
    const batch = (version: number) => {
      const ride = aRideChanged({ rideId: 'lost-1', version });
      return [aMessage({ subject: 'rides.changed.lost-1', data: ride, headers: rideEventHeaders(ride) })];
    };
    // Prepares the statement on every connection, as in a service that has run for a while.
    await consumer.handle(batch(1));
    await database.pool.query('DROP TABLE ride_copy');
    const error: unknown = await consumer.handle(batch(2)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: '42P01' });
    expect(isDataError(error)).toBe(false);
    await restoreCopyTable(database);
    expect(await consumer.handle(batch(2))).toEqual([]);
    expect(await copy.heldOf('lost-1')).toMatchObject({ version: 2 });
  });

  it('leaves the table to the migration where that has never run', async () => {
    await database.pool.query('DROP TABLE ride_copy');
    await database.pool.query('DELETE FROM migrations');
    await expect(restoreCopyTable(database)).rejects.toThrow('Driver Service makes them when it is started');
    expect(await hasCopyTable(database)).toBe(false);
  });
});
