import type { Type } from '@nestjs/common';
import type { Approach } from '@ride-hailing/contracts';
import type { CurrentRideApproach } from './approach.port';
import { DatabaseViewApproach } from './database-view.approach';
import { EventReplicationApproach } from './event-replication.approach';
import { HybridApproach } from './hybrid.approach';
import { SharedCacheApproach } from './shared-cache.approach';
import { SharedFilesApproach } from './shared-files.approach';
import { SyncApiApproach } from './sync-api.approach';

/** Every approach of the contracts has its class; who is on is provided under it. */
export const APPROACH_CLASSES: Readonly<Record<Approach, Type<CurrentRideApproach>>> = {
  hybrid: HybridApproach,
  'sync-api': SyncApiApproach,
  'event-replication': EventReplicationApproach,
  'database-view': DatabaseViewApproach,
  'shared-cache': SharedCacheApproach,
  'shared-files': SharedFilesApproach,
};
