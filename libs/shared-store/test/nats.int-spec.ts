import { provision, type StreamDefinition } from '@ride-hailing/messaging';
import { FaultProxy, integrationInfrastructure } from '@ride-hailing/stack';
import { connect, type NatsConnection } from 'nats';
import { randomUUID } from 'node:crypto';
import { openObjectStore, openSharedCache, type SharedStoreOptions } from '../src';
import { type StoreAtHand, storeContract } from './store.contract';

/** An object's name as a token of its subject: base64url with padding. */
const tokenOf = (key: string) => Buffer.from(key).toString('base64').replace(/\+/g, '-').replace(/\//g, '_');

const LIMITS = { maxAgeMs: 600_000, maxBytes: 16 * 1024 * 1024, duplicateWindowMs: 1_000 };

async function atHand(
  definition: (bucket: string) => StreamDefinition,
  open: (options: SharedStoreOptions) => ReturnType<StoreAtHand['open']>,
  damages: (nats: NatsConnection, bucket: string) => StoreAtHand['damages'],
): Promise<StoreAtHand> {
  const infrastructure = integrationInfrastructure();
  const bucket = `T_${randomUUID().slice(0, 8)}`;
  const credentials = infrastructure.credentials('operator');
  const name = 'shared-store-spec';
  await provision({ url: infrastructure.natsUrl, name, ...credentials }, [definition(bucket)], []);
  const nats = await connect({
    servers: infrastructure.natsUrl,
    user: credentials.user,
    pass: credentials.password,
  });
  const { hostname, port } = new URL(infrastructure.natsUrl);
  const proxy = await FaultProxy.start({ host: hostname, port: Number(port) });
  const options = { bucket, name, ...credentials };
  return {
    proxy,
    open: () => open({ ...options, url: `nats://${proxy.address}` }),
    openAway: () => open({ ...options, url: 'nats://127.0.0.1:1' }),
    damages: damages(nats, bucket),
    stop: async () => {
      await proxy.close();
      await nats.close();
    },
  };
}

storeContract('a shared cache on NATS', () =>
  atHand(
    (bucket) => ({
      ...LIMITS,
      name: `KV_${bucket}`,
      subjects: [`$KV.${bucket}.>`],
      storage: 'memory',
      discard: 'old',
      newestPerSubject: true,
    }),
    openSharedCache,
    (nats, bucket) => ({
      deleted: async (key) => (await nats.jetstream().views.kv(bucket)).delete(key),
    }),
  ),
);

storeContract('an object store on NATS', () =>
  atHand(
    (bucket) => ({
      ...LIMITS,
      name: `OBJ_${bucket}`,
      subjects: [`$O.${bucket}.C.>`, `$O.${bucket}.M.>`],
      storage: 'file',
      discard: 'new',
      objects: true,
    }),
    openObjectStore,
    (nats, bucket) => ({
      'two chunks': async (key) =>
        (await nats.jetstream().views.os(bucket)).putBlob({ name: key }, new Uint8Array(200_000)),
      'no manifest': async (key) => nats.jetstream().publish(`$O.${bucket}.M.${tokenOf(key)}`, 'garbage'),
      deleted: async (key) => (await nats.jetstream().views.os(bucket)).delete(key),
    }),
  ),
);
