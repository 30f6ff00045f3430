import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type OpenAPIObject } from '@nestjs/swagger';
import { createLogger } from '../logging/logger';
import { rootModule, type ServiceOptions } from './start-service';
import { describeApp } from '../openapi/describe-app';

/**
 * The OpenAPI document that the service serves while it runs, made without running it. No provider is created, so
 * neither a database nor a broker is needed, and nothing needs to exist at the addresses in the configuration.
 */
export async function serviceDocument(options: ServiceOptions): Promise<OpenAPIObject> {
  const { name, openApi } = options;
  if (!openApi) throw new Error(`${name} has no OpenAPI document`);
  const logger = createLogger({ name, level: 'silent' });
  const app = await NestFactory.create(rootModule(options, logger), new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return describeApp(app, openApi);
}
