import { DynamicModule, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DatabaseModule, Metrics } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { CoordinatorModule } from './coordinator/coordinator.module';
import { FrontDoorController } from './front-door/front-door.controller';
import { ServiceHealth } from './front-door/service-health.service';
import { JourneyController } from './journey/journey.controller';
import { Journey } from './journey/journey.service';
import { MIGRATIONS } from './migrations/all-migrations';
import { proxyTo } from './proxy/upstream-proxy';
import { UPSTREAMS, upstreamsOf } from './upstreams';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    const upstreams = upstreamsOf(config);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({
          url: config.databaseUrl,
          name: 'gateway',
          entities: [],
          migrations: MIGRATIONS,
          // What is passed on needs none of it: only assignments answer 503 while it is away.
          required: false,
        }),
        CoordinatorModule.forRoot(config, upstreams),
      ],
      controllers: [FrontDoorController, JourneyController],
      providers: [
        ServiceHealth,
        { provide: UPSTREAMS, useValue: upstreams },
        {
          provide: Journey,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => new Journey(upstreams, config.upstreamTimeoutMs, metrics),
        },
      ],
    };
  }

  /** Beside Nest's own routes: what is passed on needs no controller, pipe or body parser. */
  static registerProxies(app: NestFastifyApplication, config: Config): void {
    // Nest's adapter brings a Fastify of its own, with types of its own.
    const fastify = app.getHttpAdapter().getInstance();
    const failures = app.get(Metrics).counter({
      name: 'gateway_upstream_failures_total',
      help: 'Requests that a service gave no answer to, by service and the status answered instead',
      labelNames: ['service', 'status'],
    });
    const options = {
      timeoutMs: config.upstreamTimeoutMs,
      onFailure: (service: string, status: number) => failures.inc({ service, status }),
    };
    for (const upstream of upstreamsOf(config)) {
      void fastify.register((scope, _options, done) => {
        proxyTo(upstream, options)(scope);
        done();
      });
    }
  }
}
