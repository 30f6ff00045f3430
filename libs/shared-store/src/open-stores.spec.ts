import { openObjectStore, openSharedCache, SharedStoreOptionsError } from '.';

const NATS = { bucket: 'CURRENT_RIDES', name: 'a-service', user: 'a-service', password: 'secret' };
const S3 = { ...NATS, accessKeyId: 'id', secretAccessKey: 'secret' };

describe('opening a shared cache', () => {
  it.each([
    ['memcached://host:11211', 'memcached://: allowed are nats://, tls://, redis://, rediss://'],
    ['http://host/bucket', 'http://: allowed are nats://, tls://, redis://, rediss://'],
    ['host:4222', 'allowed are nats://, tls://, redis://, rediss://'],
    ['', '"" is no URL of a store: allowed are nats://, tls://, redis://, rediss://'],
    ['redis://host:6379/rides', '/rides is no database of Redis at host:6379: a number is allowed'],
    ['redis://', 'names no host'],
    ['nats://me:pass@host:4222', 'holds credentials: give them as user and password'],
    ['nats://host:4222,redis://host:6379', 'redis://: allowed are nats://, tls:// for several servers'],
  ])('refuses "%s" and says what is allowed', (url, message) => {
    expect(() => openSharedCache({ ...NATS, url })).toThrow(SharedStoreOptionsError);
    expect(() => openSharedCache({ ...NATS, url })).toThrow(message);
  });

  it('refuses NATS without user or password, and an invalid name of a bucket', () => {
    const url = 'nats://host:4222';
    for (const more of [{ user: undefined }, { password: '' }]) {
      expect(() => openSharedCache({ ...NATS, ...more, url })).toThrow(
        'NATS at host:4222 needs user and password',
      );
    }
    expect(() => openSharedCache({ ...NATS, bucket: 'a.b', url })).toThrow('[A-Za-z0-9_-]+ is allowed');
  });

  it('never shows a password', async () => {
    const wrong = { ...NATS, url: 'redis://someone:secret@127.0.0.1:99999/2' };
    expect(() => openSharedCache(wrong)).toThrow('"redis://[hidden]@127.0.0.1:99999/2" is no URL of a store');
    const store = openSharedCache({ ...NATS, url: 'redis://someone:secret@127.0.0.1:1/2' });
    expect(store.description).toBe('Redis keys CURRENT_RIDES:* at 127.0.0.1:1');
    await store.close();
  });
});

describe('opening an object store', () => {
  it.each([
    ['s3://bucket', 's3://: allowed are nats://, tls://, http://, https://'],
    ['redis://host:6379', 'redis://: allowed are nats://, tls://, http://, https://'],
    ['https://host', 'names no bucket: allowed is https://host/bucket'],
    ['https://host/', 'names no bucket: allowed is https://host/bucket'],
    ['https://host/a-bucket/and/more', 'names no bucket: allowed is https://host/bucket'],
    ['https://host/No_Bucket', 'with 3 to 63 of [a-z0-9.-]'],
    ['https://host/a-bucket?x=1', 'names no bucket'],
    ['https://id:secret@host/a-bucket', 'holds credentials: give them as accessKeyId and secretAccessKey'],
  ])('refuses "%s" and says what is allowed', (url, message) => {
    expect(() => openObjectStore({ ...S3, url })).toThrow(SharedStoreOptionsError);
    expect(() => openObjectStore({ ...S3, url })).toThrow(message);
  });

  it('refuses S3 without keys', () => {
    expect(() => openObjectStore({ ...NATS, url: 'http://host:9000/a-bucket' })).toThrow(
      'S3 at host:9000 needs accessKeyId and secretAccessKey',
    );
  });
});
