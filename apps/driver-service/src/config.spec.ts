import { checkConfig } from '@ride-hailing/service-kit';
import { TestTokens } from '@ride-hailing/testing';
import { configSchema } from './config';

const complete = {
  DATABASE_URL: 'postgres://driver_service:secret@127.0.0.1:3032/driver_service',
  NATS_PASSWORD: 'secret',
  JWT_PUBLIC_KEY: new TestTokens().publicPem,
};

describe('the environment of driver-service', () => {
  it('requires a database, a password and a key, and has defaults for the rest', () => {
    expect(checkConfig(configSchema, complete)).toMatchObject({
      ok: true,
      config: {
        httpPort: 3002,
        natsUser: 'driver-service',
        rideServiceGrpcUrl: '127.0.0.1:3011',
        detailsDeadlineMs: 300,
        cachingChoice: 'versioned',
        allowChoicePerRequest: false,
        cacheTtlMs: 2_000,
        cacheRevalidateMs: 10_000,
        cacheVersionedMs: 60_000,
        cacheStaleIfErrorMs: 300_000,
        freeWithinMs: 60_000,
        assignWithinM: 30_000,
        approaches: ['hybrid'],
        approach: 'hybrid',
        sharedCacheTimeoutMs: 50,
        comparisonsAtOnce: 4,
        comparisonsPerSecond: 30,
      },
    });
  });

  it('reports every fault at once, by variable', () => {
    const reading = checkConfig(configSchema, {
      RIDE_SERVICE_GRPC_URL: 'http://somewhere',
      DETAILS_DEADLINE_MS: '0',
      CACHING_CHOICE: 'hope',
      ALLOW_CHOICE_PER_REQUEST: 'perhaps',
      CACHE_TTL_MS: 'long',
      FREE_WITHIN_MS: '-1',
      ASSIGN_WITHIN_M: '0',
      APPROACHES: 'hybrid,magic',
      APPROACH: 'magic',
      SHARED_CACHE_URL: 'memcached://somewhere',
      SHARED_FILES_URL: 'ftp://somewhere',
      RIDE_VIEW_DATABASE_URL: 'mysql://somewhere',
      COMPARISONS_AT_ONCE: '0',
      COMPARISONS_PER_SECOND: 'many',
    });
    expect(reading.ok).toBe(false);
    expect(reading.ok ? [] : reading.faults.map(({ variable }) => variable).sort()).toEqual([
      'ALLOW_CHOICE_PER_REQUEST',
      'APPROACH',
      'APPROACHES',
      'ASSIGN_WITHIN_M',
      'CACHE_TTL_MS',
      'CACHING_CHOICE',
      'COMPARISONS_AT_ONCE',
      'COMPARISONS_PER_SECOND',
      'DATABASE_URL',
      'DETAILS_DEADLINE_MS',
      'FREE_WITHIN_MS',
      'JWT_PUBLIC_KEY',
      'NATS_PASSWORD',
      'RIDE_SERVICE_GRPC_URL',
      'RIDE_VIEW_DATABASE_URL',
      'SHARED_CACHE_URL',
      'SHARED_FILES_URL',
    ]);
  });

  it('lists the caching choices in the error for an unknown one', () => {
    const reading = checkConfig(configSchema, { ...complete, CACHING_CHOICE: 'hope' });
    expect(reading.ok ? [] : reading.faults).toEqual([
      { variable: 'CACHING_CHOICE', message: expect.stringMatching(/none.*ttl/) as string },
    ]);
  });

  const faultsWith = (environment: Record<string, string>) => {
    const reading = checkConfig(configSchema, { ...complete, ...environment });
    return reading.ok ? [] : reading.faults.map(({ variable, message }) => `${variable} ${message}`);
  };

  it('lists the approaches in the error for an unknown one', () => {
    expect(faultsWith({ APPROACHES: 'sync-api,magic' })).toEqual([
      expect.stringMatching(/^APPROACHES has magic: not among all, hybrid/),
    ]);
  });

  it('accepts only an approach that is on as the default one', () => {
    expect(faultsWith({ APPROACHES: 'sync-api', APPROACH: 'sync-api' })).toEqual([]);
    expect(faultsWith({ APPROACHES: 'sync-api', APPROACH: 'shared-cache' })).toEqual([
      'APPROACH must be one that APPROACHES has on: hybrid, sync-api',
    ]);
  });

  it("requires the owner's database for the approach that reads it, and for no other", () => {
    expect(faultsWith({ APPROACHES: 'sync-api,event-replication,shared-cache,shared-files' })).toEqual([]);
    const missing = ['RIDE_VIEW_DATABASE_URL is not set; APPROACHES has database-view on, which reads it'];
    expect(faultsWith({ APPROACHES: 'all' })).toEqual(missing);
    expect(faultsWith({ APPROACHES: 'all', RIDE_VIEW_DATABASE_URL: 'postgres://a:b@c:1/d' })).toEqual([]);
  });

  it('requires keys for files on an S3 endpoint', () => {
    const SHARED_FILES_URL = 'https://s3.example.org/rides';
    expect(faultsWith({ SHARED_FILES_URL })).toEqual([
      expect.stringMatching(/^SHARED_FILES_ACCESS_KEY_ID is not set/),
      expect.stringMatching(/^SHARED_FILES_SECRET_ACCESS_KEY is not set/),
    ]);
    const keys = { SHARED_FILES_ACCESS_KEY_ID: 'a', SHARED_FILES_SECRET_ACCESS_KEY: 'b' };
    expect(faultsWith({ SHARED_FILES_URL, ...keys })).toEqual([]);
  });
});
