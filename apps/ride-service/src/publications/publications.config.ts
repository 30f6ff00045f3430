import { type Approach, CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET } from '@ride-hailing/contracts';
import type { SharedStoreOptions } from '@ride-hailing/shared-store';

export interface PublicationsOptions {
  readonly approaches: readonly Approach[];
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

const NAME = 'ride-service';

export const sharedCacheOptions = (options: PublicationsOptions): SharedStoreOptions => ({
  name: NAME,
  url: options.sharedCacheUrl ?? options.natsUrl,
  bucket: CURRENT_RIDES_BUCKET,
  user: options.natsUser,
  password: options.natsPassword,
});

export const sharedFilesOptions = (options: PublicationsOptions): SharedStoreOptions => ({
  name: NAME,
  url: options.sharedFilesUrl ?? options.natsUrl,
  bucket: CURRENT_RIDE_FILES_BUCKET,
  user: options.natsUser,
  password: options.natsPassword,
  accessKeyId: options.sharedFilesAccessKeyId,
  secretAccessKey: options.sharedFilesSecretAccessKey,
  region: options.sharedFilesRegion,
});
