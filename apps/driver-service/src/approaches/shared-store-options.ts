import { CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET } from '@ride-hailing/contracts';

/** Where the stores are that Ride Service shares. */
export interface SharedStoreOptions {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  /** Without it: the NATS of `natsUrl`. */
  readonly sharedCacheUrl?: string;
  /** Without it: the NATS of `natsUrl`. */
  readonly sharedFilesUrl?: string;
  /** For S3. */
  readonly sharedFilesAccessKeyId?: string;
  readonly sharedFilesSecretAccessKey?: string;
  readonly sharedFilesRegion?: string;
}

const NAME = 'driver-service';

export const sharedCacheOptions = (options: SharedStoreOptions) => ({
  name: NAME,
  url: options.sharedCacheUrl ?? options.natsUrl,
  bucket: CURRENT_RIDES_BUCKET,
  user: options.natsUser,
  password: options.natsPassword,
});

export const sharedFilesOptions = (options: SharedStoreOptions) => ({
  name: NAME,
  url: options.sharedFilesUrl ?? options.natsUrl,
  bucket: CURRENT_RIDE_FILES_BUCKET,
  user: options.natsUser,
  password: options.natsPassword,
  accessKeyId: options.sharedFilesAccessKeyId,
  secretAccessKey: options.sharedFilesSecretAccessKey,
  region: options.sharedFilesRegion,
});
