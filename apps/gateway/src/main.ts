import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import { loadConfig } from './config';

const config = loadConfig();

void runService({
  name: 'gateway',
  module: AppModule.forRoot(config),
  config,
  openApi: {
    title: 'Gateway',
    description:
      'The public entry. /rides and /drivers belong to the services behind it: GET / links to their pages.',
  },
  prepare: (app) => AppModule.registerProxies(app, config),
});
