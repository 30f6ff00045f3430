import { DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule, Metrics } from '@ride-hailing/service-kit';
import type { Config } from './config';
import { CoordinatorModule } from './coordinator/coordinator.module';
import { FrontDoorController } from './front-door/front-door.controller';
import { ServiceHealth } from './front-door/service-health.service';
import { JourneyController } from './journey/journey.controller';
import { Journey } from './journey/journey.service';
import { MIGRATIONS } from './migrations/all-migrations';
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
          // Only assignments need it: during an outage they answer 503, and all else goes on.
          required: false,
        }),
        CoordinatorModule.forRoot(config),
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
}
