import { CheckedStore } from './checked-store';
import { NatsObjectsClient } from './nats-objects.client';
import type { ObjectStore } from './shared-store.port';
import { S3Client } from './s3.client';
import {
  brokerOptionsOf,
  OBJECT_SCHEMES,
  s3OptionsOf,
  type SharedStoreOptions,
  urlOf,
} from './shared-store.options';

/**
 * The object store that the URL names. Returns at once; connects in the background and again for ever.
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
