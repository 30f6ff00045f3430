import { parseConfig } from '@ride-hailing/service-kit';
import { checkSharedFiles, configSchema } from '../config';

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

/** `ride-events`: the service's own database, since the relay does the rest. */
export const readEventsEnvironment = () => parseConfig(rideEvents);

/** `ride-publications`: the database, and everything that is published to. */
export const readEnvironment = () => parseConfig(ridePublications.superRefine(checkSharedFiles));
