import { runRestoreSchema } from '@ride-hailing/service-kit';
import { MIGRATIONS } from '../migrations/all-migrations';

/** Makes the tables and indexes of this service again that somebody has deleted. The service may run meanwhile. */
void runRestoreSchema('ride-service', MIGRATIONS);
