import type { Approach } from '@ride-hailing/contracts';
import type { ApproachParts } from '../current-ride/approach.port';
import { databaseView } from './database-view.approach';
import { eventReplication } from './event-replication.approach';
import { hybrid } from './hybrid.approach';
import { sharedCache } from './shared-cache.approach';
import { sharedFiles } from './shared-files.approach';
import { syncApi } from './sync-api.approach';

/** The files of this folder by approach; the compiler finds an approach without one. */
export const ALL_APPROACHES: Readonly<Record<Approach, ApproachParts>> = {
  hybrid,
  'sync-api': syncApi,
  'event-replication': eventReplication,
  'database-view': databaseView,
  'shared-cache': sharedCache,
  'shared-files': sharedFiles,
};
