import { parseConfig, runRestoreSchema } from '@ride-hailing/service-kit';
import { configSchema } from '../config';
import { MIGRATIONS } from '../migrations/all-migrations';

const environment = configSchema.pick({ databaseUrl: true });

/** Makes the tables and indexes of this service again that somebody has deleted. The service may run meanwhile. */
void runRestoreSchema('gateway', () => ({
  url: parseConfig(environment).databaseUrl,
  migrations: MIGRATIONS,
}));
