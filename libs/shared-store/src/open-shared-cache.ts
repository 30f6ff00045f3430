import { CheckedStore } from './checked-store';
import { NatsCacheClient } from './nats-cache.client';
import { RedisClient } from './redis.client';
import type { SharedCache } from './shared-store.port';
import {
  brokerOptionsOf,
  CACHE_SCHEMES,
  redisOptionsOf,
  type SharedStoreOptions,
  urlOf,
} from './shared-store.options';

/**
 * The cache that the URL names. Returns at once; connects in the background and again for ever.
 * @throws SharedStoreOptionsError when the options cannot be right
 */
export function openSharedCache(options: SharedStoreOptions): SharedCache {
  const url = urlOf(options.url, CACHE_SCHEMES);
  if (url.protocol.startsWith('redis')) {
    const client = new RedisClient(redisOptionsOf(url, options));
    return new CheckedStore(`Redis keys ${options.bucket}:* at ${url.host}`, client);
  }
  const client = new NatsCacheClient(brokerOptionsOf(url, options), options.bucket);
  return new CheckedStore(`NATS bucket ${options.bucket} at ${url.host}`, client);
}
