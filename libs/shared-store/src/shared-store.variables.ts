import type { SharedStoreOptions } from './shared-store.options';

/** The environment variables of a service that uses shared stores, as `readConfig()` names them. */
export interface SharedStoreVariables {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  readonly tlsFolder?: string;
  /** Default: the NATS of `natsUrl`. */
  readonly sharedCacheUrl?: string;
  /** Default: the NATS of `natsUrl`. `http(s)://` names an S3 endpoint, with the bucket as path. */
  readonly sharedFilesUrl?: string;
  /** S3 only, like the two below. */
  readonly sharedFilesAccessKeyId?: string;
  readonly sharedFilesSecretAccessKey?: string;
  readonly sharedFilesRegion?: string;
}

/** The name of the connection, and the bucket. */
type Use = Pick<SharedStoreOptions, 'name' | 'bucket'>;

export const sharedCacheOptions = (variables: SharedStoreVariables, use: Use): SharedStoreOptions => ({
  ...use,
  url: variables.sharedCacheUrl ?? variables.natsUrl,
  user: variables.natsUser,
  password: variables.natsPassword,
  tlsFolder: variables.tlsFolder,
});

export const sharedFilesOptions = (variables: SharedStoreVariables, use: Use): SharedStoreOptions => ({
  ...use,
  url: variables.sharedFilesUrl ?? variables.natsUrl,
  user: variables.natsUser,
  password: variables.natsPassword,
  tlsFolder: variables.tlsFolder,
  accessKeyId: variables.sharedFilesAccessKeyId,
  secretAccessKey: variables.sharedFilesSecretAccessKey,
  region: variables.sharedFilesRegion,
});

const S3_KEYS = ['sharedFilesAccessKeyId', 'sharedFilesSecretAccessKey'] as const;

/** Collects the faults of a check: the context of Zod's `superRefine`. */
interface Faults {
  addIssue(fault: { code: 'custom'; path: string[]; message: string }): void;
}

/** Reports each variable that an S3 endpoint needs and that is not set; for `superRefine` of a service's schema. */
export function checkS3Keys(
  variables: Pick<SharedStoreVariables, 'sharedFilesUrl' | (typeof S3_KEYS)[number]>,
  faults: Faults,
): void {
  if (!variables.sharedFilesUrl?.startsWith('http')) return;
  const message = 'is not set; SHARED_FILES_URL is an S3 endpoint, which asks for it';
  for (const variable of S3_KEYS)
    if (!variables[variable]) faults.addIssue({ code: 'custom', path: [variable], message });
}
