import { parseConfig, runRestoreSchema } from '@ride-hailing/service-kit';
import { variables } from '../config';
import { MIGRATIONS } from '../migrations/all-migrations';

const environment = variables.pick({ databaseUrl: true });

/** Makes the tables and indexes of this service again that somebody has deleted. The service may run meanwhile. */
void runRestoreSchema('driver-service', () => ({
  url: parseConfig(environment).databaseUrl,
  migrations: MIGRATIONS,
}));
