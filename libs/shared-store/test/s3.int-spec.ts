import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { FaultProxy } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { openObjectStore, SharedStoreUnavailableError } from '../src';
import { motoHere, startMoto } from './moto.fixture';
import { S3_BUCKET, S3_CREDENTIALS, S3Server } from './s3-server.fixture';
import { storeContract } from './store.contract';

const TIMEOUT_MS = 5_000;
const OPTIONS = { bucket: 'NOT_USED', name: 'shared-store-spec', ...S3_CREDENTIALS };
const bytes = (text: string) => new TextEncoder().encode(text);

/** A running S3 server, which may lack the bucket. */
type Running = { readonly port: number; remove(): Promise<void> };

function contractOn(name: string, start: () => Promise<Running>): void {
  storeContract(name, async () => {
    const server = await start();
    const proxy = await FaultProxy.start({ host: '127.0.0.1', port: server.port });
    const others = new S3Client({
      endpoint: `http://127.0.0.1:${server.port}`,
      region: 'us-east-1',
      credentials: S3_CREDENTIALS,
      forcePathStyle: true,
    });
    await others.send(new CreateBucketCommand({ Bucket: S3_BUCKET })).catch(() => undefined);
    const write = (Key: string, Body: Uint8Array) =>
      others.send(new PutObjectCommand({ Bucket: S3_BUCKET, Key, Body }));
    return {
      proxy,
      damages: {
        'far too much': (key) => write(key, new Uint8Array(3_000_000)),
        nothing: (key) => write(key, new Uint8Array(0)),
      },
      open: () => openObjectStore({ ...OPTIONS, url: `http://${proxy.address}/${S3_BUCKET}` }),
      openAway: () => openObjectStore({ ...OPTIONS, url: `http://127.0.0.1:1/${S3_BUCKET}` }),
      stop: async () => {
        others.destroy();
        await proxy.close();
        await server.remove();
      },
    };
  });
}

contractOn('an object store on S3 (s3rver, with conditional writes added by the test)', () =>
  new S3Server({ conditionalWrites: 'all' }).start(),
);

const moto = motoHere();
if (moto.found) {
  const program = moto.found;
  contractOn(`an object store on S3 (moto ${program.version}, one request at a time)`, () =>
    startMoto(program),
  );
} else {
  console.warn(`the object store on moto is NOT tested here: ${moto.fault}`);
  it.skip('an object store on S3 (moto)', () => undefined);
}

describe('an object store on S3', () => {
  const opened: (() => Promise<void>)[] = [];
  const started = async (conditionalWrites: 'all' | 'if-none-match' | 'none' = 'all') => {
    const server = await new S3Server({ conditionalWrites }).start();
    opened.push(() => server.remove());
    return server;
  };
  const open = (more: { url: string; secretAccessKey?: string }) => {
    const store = openObjectStore({ ...OPTIONS, ...more });
    opened.push(() => store.close());
    return store;
  };

  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  it('finds all values again after an outage of the server', async () => {
    const server = await started();
    const store = open({ url: server.url });
    await store.put('key', bytes('kept'), undefined, TIMEOUT_MS);
    await server.stop();
    await expect(store.get('key', TIMEOUT_MS)).rejects.toThrow(SharedStoreUnavailableError);
    await server.start();
    const value = await eventually(() => store.get('key', TIMEOUT_MS));
    expect(Buffer.from(value.data).toString()).toBe('kept');
  });

  it.each([
    ['If-None-Match', 'none'],
    ['If-Match', 'if-none-match'],
  ] as const)('writes nothing to a server that ignores the condition %s', async (condition, honoured) => {
    const server = await started(honoured);
    const store = open({ url: server.url });
    await expect(store.put('key', bytes('text'), undefined, TIMEOUT_MS)).rejects.toThrow(
      `ignores conditional writes (${condition})`,
    );
    expect(await store.get('key', TIMEOUT_MS)).toBeUndefined();
  });

  it('reports why it is refused: a wrong key or a wrong bucket', async () => {
    const server = await started();
    for (const [more, why] of [
      [{ url: server.url, secretAccessKey: 'wrong' }, /signature/i],
      [{ url: server.url.replace(S3_BUCKET, 'no-such-bucket') }, /bucket/i],
    ] as const) {
      const store = open(more);
      for (const call of [
        () => store.get('key', TIMEOUT_MS),
        () => store.put('key', bytes('text'), undefined, TIMEOUT_MS),
      ]) {
        await expect(call()).rejects.toThrow(SharedStoreUnavailableError);
        await expect(call()).rejects.toThrow(why);
      }
    }
  });
});
