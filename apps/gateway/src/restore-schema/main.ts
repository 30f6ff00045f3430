import { runRestoreSchema } from '@ride-hailing/service-kit';
import { MIGRATIONS } from '../migrations/all-migrations';

/** Recreates deleted tables and indexes of this service. The service may run meanwhile. */
void runRestoreSchema('gateway', MIGRATIONS);
