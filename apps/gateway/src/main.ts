import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import { loadConfig } from './config';
import { prepareDoor } from './door/door-plugins';

const config = loadConfig();

void runService({
  name: 'gateway',
  module: AppModule.forRoot(config),
  config,
  identity: { publicKey: config.jwtPublicKey, audience: config.jwtAudience },
  prepareDoor: (fastify) => prepareDoor(fastify, config),
  openApi: {
    title: 'Gateway',
    description:
      'The public entry. /rides and /drivers belong to the services behind it: GET / links to their pages. All but / and /health want a bearer token.',
  },
  prepare: (app) => AppModule.registerProxies(app, config),
});
