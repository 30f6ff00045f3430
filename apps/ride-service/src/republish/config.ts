import { parseConfig } from '@ride-hailing/service-kit';
import { checkS3Keys } from '@ride-hailing/shared-store';
import { configSchema } from '../config';

const rideEvents = configSchema.pick({ databaseUrl: true });

const ridePublications = configSchema.pick({
  databaseUrl: true,
  natsUrl: true,
  natsUser: true,
  natsPassword: true,
  approaches: true,
  sharedCacheUrl: true,
  sharedFilesUrl: true,
  sharedFilesAccessKeyId: true,
  sharedFilesSecretAccessKey: true,
  sharedFilesRegion: true,
});

/** For `ride-events`: the service's own database alone, since the relay does the rest. */
export const readEventsConfig = () => parseConfig(rideEvents);

/** For `ride-publications`: the database, the broker and the stores. */
export const readConfig = () => parseConfig(ridePublications.superRefine(checkS3Keys));
