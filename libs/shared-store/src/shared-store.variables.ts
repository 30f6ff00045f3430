import type { SharedStoreOptions } from './shared-store.options';

/** What a service that uses shared stores is told of them; by environment variables of these names. */
export interface SharedStoreVariables {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  /** Without it: the NATS of `natsUrl`. */
  readonly sharedCacheUrl?: string;
  /** Without it: the NATS of `natsUrl`. `http(s)://`: an S3 endpoint, with the bucket as path. */
  readonly sharedFilesUrl?: string;
  /** For S3. */
  readonly sharedFilesAccessKeyId?: string;
  readonly sharedFilesSecretAccessKey?: string;
  readonly sharedFilesRegion?: string;
}

/** Whose connection it is, and which bucket it uses. */
type Use = Pick<SharedStoreOptions, 'name' | 'bucket'>;

export const sharedCacheOptions = (told: SharedStoreVariables, use: Use): SharedStoreOptions => ({
  ...use,
  url: told.sharedCacheUrl ?? told.natsUrl,
  user: told.natsUser,
  password: told.natsPassword,
});

export const sharedFilesOptions = (told: SharedStoreVariables, use: Use): SharedStoreOptions => ({
  ...use,
  url: told.sharedFilesUrl ?? told.natsUrl,
  user: told.natsUser,
  password: told.natsPassword,
  accessKeyId: told.sharedFilesAccessKeyId,
  secretAccessKey: told.sharedFilesSecretAccessKey,
  region: told.sharedFilesRegion,
});

const S3_KEYS = ['sharedFilesAccessKeyId', 'sharedFilesSecretAccessKey'] as const;

/** Where a check of several variables reports a fault: the context of Zod's `superRefine`. */
interface Faults {
  addIssue(fault: { code: 'custom'; path: string[]; message: string }): void;
}

/** Reports each variable that an S3 endpoint needs and that is not set. For `superRefine` of a service's schema. */
export function checkS3Keys(
  told: Pick<SharedStoreVariables, 'sharedFilesUrl' | (typeof S3_KEYS)[number]>,
  faults: Faults,
): void {
  if (!told.sharedFilesUrl?.startsWith('http')) return;
  const message = 'is not set; SHARED_FILES_URL is an S3 endpoint, which asks for it';
  for (const variable of S3_KEYS)
    if (!told[variable]) faults.addIssue({ code: 'custom', path: [variable], message });
}
