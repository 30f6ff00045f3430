import { type Pool } from 'pg';
import { type DataSource } from 'typeorm';
import { type PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

/** Initializes, and leaves no pool behind when that fails half-way: it is tried again for as long as it takes. */
export async function openDataSource(source: DataSource): Promise<void> {
  try {
    await source.initialize();
  } catch (error) {
    const driver = source.driver as PostgresDriver;
    const leftOver = driver.master as Pool | undefined;
    driver.master = undefined;
    await leftOver?.end();
    throw error;
  }
}
