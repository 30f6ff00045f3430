export { openObjectStore } from './open-object-store';
export { openSharedCache } from './open-shared-cache';
export { type ObjectStore, type SharedCache, type SharedStore } from './shared-store.port';
export { SharedStoreOptionsError, SharedStoreUnavailableError } from './shared-store.errors';
export { type SharedStoreOptions } from './shared-store.options';
export {
  checkS3Keys,
  sharedCacheOptions,
  sharedFilesOptions,
  type SharedStoreVariables,
} from './shared-store.variables';
export { MAX_VALUE_BYTES, type StoredValue } from './stored-value';
