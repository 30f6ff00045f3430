import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, DatabaseModule } from '@ride-hailing/service-kit';
import { MIGRATIONS } from '../src/migrations/all-migrations';

@Module({})
class LocalDatabaseModule {}

/** Opens a connected and migrated database, for specs that need only the service's tables. */
export async function openLocalDatabase(
  url: string,
): Promise<{ database: Database; close: (this: void) => Promise<void> }> {
  const app = await NestFactory.createApplicationContext(
    {
      module: LocalDatabaseModule,
      imports: [
        DatabaseModule.forRoot({
          url,
          entities: [],
          migrations: MIGRATIONS,
        }),
      ],
    },
    { logger: ['error', 'warn'] },
  );
  const database = app.get(Database);
  await database.whenReady();
  return { database, close: () => app.close() };
}
