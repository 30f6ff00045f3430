import type { ServiceOptions } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import type { Config } from './config';
import { admitOnlyThePage } from './entry/admission.hook';
import { servePage } from './entry/page-files';
import { secureResponses } from './entry/security-headers';

/** The whole dashboard server, for `main.ts` and for tests. */
export function dashboardService(config: Config): ServiceOptions {
  return {
    name: 'dashboard',
    module: AppModule.forRoot(config),
    config,
    prepareHttp: async (fastify) => {
      await secureResponses(fastify, config.tileUrl);
      admitOnlyThePage(fastify, config);
    },
    prepare: (app) => servePage(app.getHttpAdapter().getInstance(), config.dashboardKey),
  };
}
