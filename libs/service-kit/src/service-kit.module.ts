import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { ZodValidationPipe } from 'nestjs-zod';
import { type Logger } from 'pino';
import { DatabaseGuard } from './database/database.guard';
import { QueryGuard } from './http/query.guard';
import { HealthChecks } from './health/health-checks.service';
import { HealthController } from './health/health.controller';
import { createLogger } from './logging/logger';
import { Metrics } from './metrics/metrics.service';
import { MetricsController } from './metrics/metrics.controller';
import { ProblemFilter } from './problems/problem.filter';

/** Logging, metrics, health, validation and errors. `startService` imports it, and component tests may too. */
@Global()
@Module({})
export class ServiceKitModule {
  static forRoot(options: { name: string; config: { logLevel: string }; logger?: Logger }): DynamicModule {
    const logger = options.logger ?? createLogger({ name: options.name, level: options.config.logLevel });
    return {
      module: ServiceKitModule,
      // A Fastify hook logs requests, because middleware would cost every request.
      imports: [LoggerModule.forRoot({ pinoHttp: { logger, autoLogging: false }, forRoutes: [] })],
      controllers: [HealthController, MetricsController],
      providers: [
        HealthChecks,
        Metrics,
        DatabaseGuard,
        { provide: APP_GUARD, useClass: QueryGuard },
        { provide: APP_GUARD, useExisting: DatabaseGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ZodValidationPipe },
      ],
      exports: [HealthChecks, Metrics, DatabaseGuard],
    };
  }
}
