import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { type DatabaseOptions, poolOptions } from './database-options';
import { Database, DATABASE_OPTIONS } from './database.service';
import { SchemaWatch } from './schema-watch.service';

/**
 * Gives a service its database: {@link Database}, TypeORM's `DataSource`, and `TypeOrmModule.forFeature`
 * for repositories. Requests answer 503 until the first connection. The pool closes in `onApplicationShutdown`, so work
 * that needs it must finish in an earlier hook.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...poolOptions(options), manualInitialization: true })],
      providers: [{ provide: DATABASE_OPTIONS, useValue: options }, Database, SchemaWatch],
      exports: [Database, TypeOrmModule],
    };
  }
}
