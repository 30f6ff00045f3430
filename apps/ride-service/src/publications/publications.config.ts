import { type Approach, CURRENT_RIDE_FILES_BUCKET, CURRENT_RIDES_BUCKET } from '@ride-hailing/contracts';
import type { SharedStoreVariables } from '@ride-hailing/shared-store';

export interface PublicationsOptions extends SharedStoreVariables {
  /** Those that are on. */
  readonly approaches: readonly Approach[];
}

const NAME = 'ride-service';

export const CACHE = { name: NAME, bucket: CURRENT_RIDES_BUCKET };
export const FILES = { name: NAME, bucket: CURRENT_RIDE_FILES_BUCKET };
