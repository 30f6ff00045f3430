export { type ObjectStore } from './object-store.port';
export { type SharedCache } from './shared-cache.port';
export { SharedStoreUnavailableError } from './shared-store.errors';
export { type StoredValue } from './stored-value';
