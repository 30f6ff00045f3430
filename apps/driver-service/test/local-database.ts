import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, DatabaseModule } from '@ride-hailing/service-kit';
import { CreateLocalTables1795300000000 } from '../src/migrations/1795300000000-create-local-tables.migration';
import { CreateReservations1795400000000 } from '../src/migrations/1795400000000-create-reservations.migration';

@Module({})
class LocalDatabaseModule {}

/** For specs of what needs the service's tables and nothing else: connected and migrated. */
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
          migrations: [CreateLocalTables1795300000000, CreateReservations1795400000000],
        }),
      ],
    },
    { logger: ['error', 'warn'] },
  );
  const database = app.get(Database);
  await database.whenReady();
  return { database, close: () => app.close() };
}
