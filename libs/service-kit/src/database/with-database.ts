import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { within } from '@ride-hailing/timing';
import type { DatabaseOptions } from './database-options';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';

const CONNECTED_WITHIN_MS = 15_000;

@Module({})
class OneShotModule {}

/**
 * Connects, runs `work`, and closes, for a program that does one thing and ends. It runs no migrations, which belong
 * to the service.
 * @throws Error when the database cannot be reached within 15 s, and whatever `work` throws
 */
export async function withDatabase<T>(
  options: Omit<DatabaseOptions, 'entities' | 'migrations'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const imports = [DatabaseModule.forRoot({ ...options, entities: [], migrations: [] })];
  const app = await NestFactory.createApplicationContext(
    { module: OneShotModule, imports },
    { logger: ['error', 'warn'] },
  );
  try {
    const database = app.get(Database);
    await within(CONNECTED_WITHIN_MS, database.whenReady(), (limitMs) => {
      throw new Error(`the database cannot be reached within ${limitMs / 1_000} s`);
    });
    return await work(database);
  } finally {
    await app.close();
  }
}
