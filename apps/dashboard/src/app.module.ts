import { DynamicModule, Module } from '@nestjs/common';
import { Broker, brokerLogin, MessagingModule } from '@ride-hailing/messaging';
import type { Config } from './config';
import { ControlClient } from './control-passage/control.client';
import { CONFIG, PageFactsController } from './entry/page-facts.controller';
import { GatewayClient } from './gateway-passage/gateway.client';
import { LiveFeed } from './live/live-feed.service';
import { LiveController } from './live/live.controller';
import { LogsController } from './logs/logs.controller';
import { MeasuredController } from './measured/measured.controller';
import { TraceStore } from './traces/trace-store';
import { TracesController } from './traces/traces.controller';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [MessagingModule.forRootAsync({ useFactory: () => brokerLogin(config, 'dashboard') })],
      controllers: [
        PageFactsController,
        LiveController,
        LogsController,
        MeasuredController,
        TracesController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        TraceStore,
        { provide: GatewayClient, useFactory: () => new GatewayClient(config) },
        { provide: ControlClient, useFactory: () => new ControlClient(config.controlSocket) },
        {
          provide: LiveFeed,
          inject: [Broker, GatewayClient, ControlClient],
          useFactory: (broker: Broker, gateway: GatewayClient, control: ControlClient) =>
            new LiveFeed({
              config,
              broker,
              gateway,
              control,
              shadow: () => ({ perSecond: 0, approaches: [] }),
            }),
        },
      ],
    };
  }
}
