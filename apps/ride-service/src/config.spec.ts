import { checkConfig } from '@ride-hailing/service-kit';
import { checkS3Keys } from '@ride-hailing/shared-store';
import { TestTokens } from '@ride-hailing/testing';
import { configSchema } from './config';

const complete = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:3032/ride_service',
  NATS_PASSWORD: 'x1',
  JWT_PUBLIC_KEY: new TestTokens().publicPem,
};
const read = (more: Record<string, string>) =>
  checkConfig(configSchema.superRefine(checkS3Keys), { ...complete, ...more });
const faults = (more: Record<string, string>) => {
  const reading = read(more);
  return reading.ok ? [] : reading.faults.map(({ variable, message }) => `${variable} ${message}`);
};

describe('the environment of Ride Service', () => {
  it('turns on hybrid alone unless APPROACHES names more', () => {
    expect(read({})).toMatchObject({ ok: true, config: { approaches: ['hybrid'] } });
    expect(read({ APPROACHES: 'shared-cache, database-view' })).toMatchObject({
      ok: true,
      config: { approaches: ['hybrid', 'database-view', 'shared-cache'] },
    });
  });

  it.each([
    [{ APPROACHES: 'hybrid,magic' }, 'APPROACHES has magic: not among all, hybrid, sync-api'],
    [{ SHARED_CACHE_URL: 'memcached://x' }, 'SHARED_CACHE_URL must be an address that starts with nats://'],
    [{ SHARED_FILES_URL: 'redis://x' }, 'SHARED_FILES_URL must be an address that starts with nats://'],
    [{ SHARED_FILES_URL: 'http://127.0.0.1:9000/rides' }, 'SHARED_FILES_ACCESS_KEY_ID is not set'],
    [
      { SHARED_FILES_URL: 'http://127.0.0.1:9000/rides', SHARED_FILES_ACCESS_KEY_ID: 'a' },
      'SHARED_FILES_SECRET_ACCESS_KEY is not set',
    ],
  ])('refuses the environment %j', (more, reason) => {
    expect(faults(more)[0]).toContain(reason);
  });

  it('accepts an S3 endpoint with its keys', () => {
    const s3 = { SHARED_FILES_URL: 'https://s3.test/rides', SHARED_FILES_ACCESS_KEY_ID: 'a' };
    expect(faults({ ...s3, SHARED_FILES_SECRET_ACCESS_KEY: 'b' })).toEqual([]);
  });
});
