import { runRestoreSchema } from '@ride-hailing/service-kit';
import { MIGRATIONS } from '../migrations/all-migrations';

/** Creates deleted tables, indexes, constraints and views of this service again. The service may run meanwhile. */
void runRestoreSchema('ride-service', MIGRATIONS);
