import type { ServiceOptions } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import type { Config } from './config';
import { ControlClient } from './control-passage/control.client';
import { passToControl } from './control-passage/control-passage';
import { admitOnlyThePage } from './entry/admission.hook';
import { servePage } from './entry/page-files';
import { secureResponses } from './entry/security-headers';
import { GatewayClient } from './gateway-passage/gateway.client';
import { passToGateway } from './gateway-passage/gateway-passage';
import { takeLongTraces } from './traces/traces.controller';

/** The whole dashboard server, for `main.ts` and for tests. */
export function dashboardService(config: Config): ServiceOptions {
  return {
    name: 'dashboard',
    module: AppModule.forRoot(config),
    config,
    prepareHttp: async (fastify) => {
      await secureResponses(fastify, config.tileUrl);
      admitOnlyThePage(fastify, config);
      takeLongTraces(fastify);
    },
    prepare: async (app) => {
      const fastify = app.getHttpAdapter().getInstance();
      await servePage(fastify);
      passToGateway(fastify, app.get(GatewayClient));
      passToControl(fastify, app.get(ControlClient));
    },
  };
}
