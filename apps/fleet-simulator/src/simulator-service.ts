import type { ServiceOptions } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import type { Config } from './config';

/** The whole simulator, for `main.ts` and for tests. */
export const simulatorService = (config: Config): ServiceOptions => ({
  name: 'fleet-simulator',
  module: AppModule.forRoot(config),
  config,
  identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
});
