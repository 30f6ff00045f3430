import { DynamicModule, Module } from '@nestjs/common';
import { brokerLogin, MessagingModule } from '@ride-hailing/messaging';
import { CONFIG, type Config } from './config';
import { ChangesController } from './changes/changes.controller';
import { Changes } from './changes/changes.service';
import { ControlClient } from './control-passage/control.client';
import { PageFactsController } from './entry/page-facts.controller';
import { GatewayClient } from './gateway-passage/gateway.client';
import { LiveFeed } from './live/live-feed.service';
import { LiveController } from './live/live.controller';
import { LogsController } from './logs/logs.controller';
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
        PageFactsController,
        ShadowController,
        TracesController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        TraceStore,
        GatewayClient,
        ControlClient,
        ShadowComparison,
        Changes,
        LiveFeed,
      ],
    };
  }
}
