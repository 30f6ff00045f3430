import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Opens stores in a separate process, and prints after each which client packages are loaded by then. */
const SCRIPT = `
  const { openObjectStore, openSharedCache } = require(${JSON.stringify(join(__dirname, '../src'))});
  const options = { bucket: 'B', name: 'n', user: 'u', password: 'p', accessKeyId: 'i', secretAccessKey: 's' };
  const clients = ['@redis/client', '@aws-sdk/client-s3'];
  const loaded = () => clients.filter((name) => Object.keys(require.cache).some((file) => file.includes(name)));
  const after = async (store) => {
    await store.get('key', 5_000).catch(() => undefined);
    await store.close();
    return loaded();
  };
  (async () => {
    const nats = await after(openSharedCache({ ...options, url: 'nats://127.0.0.1:1' }));
    const redis = await after(openSharedCache({ ...options, url: 'redis://127.0.0.1:1' }));
    const s3 = await after(openObjectStore({ ...options, url: 'http://127.0.0.1:1/bucket' }));
    console.log(JSON.stringify({ nats, redis, s3 }));
  })();`;

describe('the clients of stores', () => {
  it("loads each store's client package only when such a store is used", () => {
    const args = ['-r', '@swc-node/register', '-e', SCRIPT];
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    expect(JSON.parse(printed)).toEqual({
      nats: [],
      redis: ['@redis/client'],
      s3: ['@redis/client', '@aws-sdk/client-s3'],
    });
  });
});
