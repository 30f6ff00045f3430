import { CheckedStore } from './checked-store';
import { NatsCacheClient } from './nats-cache.client';
import type { SharedCache } from './shared-cache.port';
import { brokerOptionsOf, type SharedStoreOptions, urlOf } from './shared-store.options';

const SCHEMES = ['nats', 'tls'] as const;

/**
 * The cache that the URL names. Returns at once; connects in the background and again for ever.
 * @throws SharedStoreOptionsError when the options cannot be right
 */
export function openSharedCache(options: SharedStoreOptions): SharedCache {
  const { host } = urlOf(options.url, SCHEMES);
  const client = new NatsCacheClient(brokerOptionsOf(options), options.bucket);
  return new CheckedStore(`NATS bucket ${options.bucket} at ${host}`, client);
}
