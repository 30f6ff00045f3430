import { DynamicModule, Module } from '@nestjs/common';
import { Broker, brokerLogin, MessagingModule } from '@ride-hailing/messaging';
import type { Config } from './config';
import { ChangesController } from './changes/changes.controller';
import { Changes } from './changes/changes.service';
import { ControlClient } from './control-passage/control.client';
import { CONFIG, PageFactsController } from './entry/page-facts.controller';
import { GatewayClient } from './gateway-passage/gateway.client';
import { LiveFeed } from './live/live-feed.service';
import { LiveController } from './live/live.controller';
import { LogsController } from './logs/logs.controller';
import { MeasuredController } from './measured/measured.controller';
import { ShadowController } from './shadow/shadow.controller';
import { ShadowComparison } from './shadow/shadow.service';
import { TraceStore } from './traces/trace-store';
import { TracesController } from './traces/traces.controller';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [MessagingModule.forRootAsync({ useFactory: () => brokerLogin(config, 'dashboard') })],
      controllers: [
        ChangesController,
        LiveController,
        LogsController,
        MeasuredController,
        PageFactsController,
        ShadowController,
        TracesController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        TraceStore,
        { provide: GatewayClient, useFactory: () => new GatewayClient(config) },
        { provide: ControlClient, useFactory: () => new ControlClient(config.controlSocket) },
        {
          provide: ShadowComparison,
          inject: [GatewayClient],
          useFactory: (gateway: GatewayClient) => new ShadowComparison(gateway, config.approaches),
        },
        {
          provide: Changes,
          inject: [Broker, GatewayClient, ControlClient],
          useFactory: (broker: Broker, gateway: GatewayClient, control: ControlClient) =>
            new Changes({ gateway, control, broker, approaches: config.approaches }),
        },
        {
          provide: LiveFeed,
          inject: [Broker, GatewayClient, ControlClient, ShadowComparison],
          useFactory: (
            broker: Broker,
            gateway: GatewayClient,
            control: ControlClient,
            shadow: ShadowComparison,
          ) => new LiveFeed({ config, broker, gateway, control, shadow: () => shadow.view() }),
        },
      ],
    };
  }
}
