import 'reflect-metadata';
import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DATABASE_URL, NATS_LOGIN } from './environment';

interface NaiveApp extends ModuleMetadata {
  readonly entities: Type[];
  /** Where they are, and whether they are made. */
  readonly database?: { readonly schema?: string; readonly synchronize?: boolean };
}

@Module({})
class NaiveModule {}

/** What one writes first: one module over TypeORM. */
export const naiveModule = ({ entities, database, imports = [], ...app }: NaiveApp): DynamicModule => ({
  module: NaiveModule,
  imports: [
    ...imports,
    TypeOrmModule.forRoot({
      ...{ type: 'postgres', url: DATABASE_URL, entities, installExtensions: false, ...database },
    }),
    TypeOrmModule.forFeature(entities),
  ],
  ...app,
});

const logger: ('error' | 'warn')[] = ['error', 'warn'];

/** On Express. */
export async function naiveHttp(app: NaiveApp) {
  const nest = await NestFactory.create(naiveModule(app), new ExpressAdapter(), { logger });
  await nest.listen(0, '127.0.0.1');
  return nest;
}

/** On Nest's own NATS transport. */
export async function naiveListener(app: NaiveApp) {
  const nest = await NestFactory.createMicroservice<MicroserviceOptions>(naiveModule(app), {
    ...{ transport: Transport.NATS, options: NATS_LOGIN, logger },
  });
  await nest.listen();
  return nest;
}
