import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type OpenAPIObject } from '@nestjs/swagger';
import { createLogger } from '../logging/logger';
import { type ServiceOptions } from './start-service';
import { ServiceKitModule } from '../service-kit.module';
import { describeApp } from '../openapi/describe-app';

class RootModule {}

/**
 * The service's own OpenAPI document, the one that it serves while it runs, without running it: no provider is made, so
 * neither a database nor a broker is needed, and the addresses in its configuration may lead nowhere.
 */
export async function serviceDocument({
  name,
  module,
  config,
  openApi,
}: ServiceOptions): Promise<OpenAPIObject> {
  if (!openApi) throw new Error(`${name} has no OpenAPI document`);
  const logger = createLogger({ name, level: 'silent' });
  const root = {
    module: RootModule,
    imports: [ServiceKitModule.forRoot({ name, config, logger }), module],
  };
  const app = await NestFactory.create(root, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return describeApp(app, openApi);
}
