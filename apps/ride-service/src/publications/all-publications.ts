import type { Approach } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import { eventReplication } from './event-replication.publication';
import type { PublicationParts, PublicationsOptions, PublicationTarget } from './publication-parts';
import { sharedCache } from './shared-cache.publication';
import { sharedFiles } from './shared-files.publication';

/**
 * What the owner publishes for each approach. Null where the owner is called, or where its tables are read:
 * `database-view` only needs a grant.
 */
export const ALL_PUBLICATIONS: Readonly<Record<Approach, PublicationParts | null>> = {
  hybrid: null,
  'sync-api': null,
  'event-replication': eventReplication,
  'database-view': null,
  'shared-cache': sharedCache,
  'shared-files': sharedFiles,
};

/** What the approaches that are on publish, for the job that publishes it again. The caller closes each target. */
export const publicationTargets = (database: Database, options: PublicationsOptions): PublicationTarget[] =>
  options.approaches.flatMap((approach) => ALL_PUBLICATIONS[approach]?.target(database, options) ?? []);
