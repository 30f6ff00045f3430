import { CheckedStore } from './checked-store';
import { NatsCacheClient } from './nats-cache.client';
import { NatsObjectsClient } from './nats-objects.client';
import { RedisClient } from './redis.client';
import { S3Client } from './s3.client';
import {
  brokerOptionsOf,
  CACHE_SCHEMES,
  OBJECT_SCHEMES,
  redisOptionsOf,
  s3OptionsOf,
  type SharedStoreOptions,
  urlOf,
} from './shared-store.options';
import type { ObjectStore, SharedCache } from './shared-store.port';

/**
 * Opens the cache that the URL names. Returns at once; connects in the background, and reconnects for ever.
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

/**
 * Opens the object store that the URL names, like `openSharedCache`.
 * @throws SharedStoreOptionsError when the options cannot be right
 */
export function openObjectStore(options: SharedStoreOptions): ObjectStore {
  const url = urlOf(options.url, OBJECT_SCHEMES);
  if (url.protocol.startsWith('http')) {
    const s3 = s3OptionsOf(url, options);
    return new CheckedStore(`S3 bucket ${s3.bucket} at ${url.host}`, new S3Client(s3));
  }
  const client = new NatsObjectsClient(brokerOptionsOf(url, options), options.bucket);
  return new CheckedStore(`NATS object store ${options.bucket} at ${url.host}`, client);
}
