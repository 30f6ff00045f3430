export { openObjectStore, openSharedCache } from './open-stores';
export { SharedStoreOptionsError, SharedStoreUnavailableError } from './shared-store.errors';
export { type SharedStoreOptions } from './shared-store.options';
export {
  MAX_VALUE_BYTES,
  type ObjectStore,
  type SharedCache,
  type SharedStore,
  type StoredValue,
} from './shared-store.port';
export {
  checkS3Keys,
  sharedCacheOptions,
  sharedFilesOptions,
  type SharedStoreVariables,
} from './shared-store.variables';
