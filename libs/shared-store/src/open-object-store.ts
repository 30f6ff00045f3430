import { CheckedStore } from './checked-store';
import { NatsObjectsClient } from './nats-objects.client';
import type { ObjectStore } from './object-store.port';
import { brokerOptionsOf, type SharedStoreOptions, urlOf } from './shared-store.options';

const SCHEMES = ['nats', 'tls'] as const;

/**
 * The object store that the URL names. Returns at once; connects in the background and again for ever.
 * @throws SharedStoreOptionsError when the options cannot be right
 */
export function openObjectStore(options: SharedStoreOptions): ObjectStore {
  const { host } = urlOf(options.url, SCHEMES);
  const client = new NatsObjectsClient(brokerOptionsOf(options), options.bucket);
  return new CheckedStore(`NATS object store ${options.bucket} at ${host}`, client);
}
