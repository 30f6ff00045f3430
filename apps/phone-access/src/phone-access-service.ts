import type { ServiceOptions } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import type { Config } from './config';

/** The whole service, for `main.ts` and for tests. */
export const phoneAccessService = (config: Config): ServiceOptions => ({
  name: 'phone-access',
  module: AppModule.forRoot(config),
  config,
  identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
});
