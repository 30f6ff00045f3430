import type { Approach } from '@ride-hailing/contracts';
import type { Database } from '@ride-hailing/service-kit';
import { eventReplication } from './event-replication.publication';
import type { PublicationParts, PublicationsOptions, PublicationTarget } from './publication-parts';
import { sharedCache } from './shared-cache.publication';
import { sharedFiles } from './shared-files.publication';

/**
 * What the owner gives out for each approach; null where it is asked, or where its own tables are read: the view of
 * `database-view` exists or not, and is published by no one.
 */
export const ALL_PUBLICATIONS: Readonly<Record<Approach, PublicationParts | null>> = {
  hybrid: null,
  'sync-api': null,
  'event-replication': eventReplication,
  'database-view': null,
  'shared-cache': sharedCache,
  'shared-files': sharedFiles,
};

/** What the approaches that are on have published, to be filled again. The caller closes each. */
export const publicationTargets = (database: Database, options: PublicationsOptions): PublicationTarget[] =>
  options.approaches.flatMap((approach) => ALL_PUBLICATIONS[approach]?.target(database, options) ?? []);
