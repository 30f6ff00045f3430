import { readConfig } from '@ride-hailing/service-kit';
import { TestTokens } from '@ride-hailing/testing';
import { configSchema } from './config';

const complete = {
  DATABASE_URL: 'postgres://driver_service:secret@127.0.0.1:3032/driver_service',
  NATS_PASSWORD: 'secret',
  JWT_PUBLIC_KEY: new TestTokens().publicPem,
};

describe('the environment of driver-service', () => {
  it('needs a database, a password and a key, the rest has defaults', () => {
    expect(readConfig(configSchema, complete)).toMatchObject({
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
      },
    });
  });

  it('reports every fault at once, by variable', () => {
    const reading = readConfig(configSchema, {
      RIDE_SERVICE_GRPC_URL: 'http://somewhere',
      DETAILS_DEADLINE_MS: '0',
      CACHING_CHOICE: 'hope',
      ALLOW_CHOICE_PER_REQUEST: 'perhaps',
      CACHE_TTL_MS: 'long',
      FREE_WITHIN_MS: '-1',
    });
    expect(reading.ok).toBe(false);
    expect(reading.ok ? [] : reading.faults.map(({ variable }) => variable).sort()).toEqual([
      'ALLOW_CHOICE_PER_REQUEST',
      'CACHE_TTL_MS',
      'CACHING_CHOICE',
      'DATABASE_URL',
      'DETAILS_DEADLINE_MS',
      'FREE_WITHIN_MS',
      'JWT_PUBLIC_KEY',
      'NATS_PASSWORD',
      'RIDE_SERVICE_GRPC_URL',
    ]);
  });

  it('names the caching choices that there are', () => {
    const reading = readConfig(configSchema, { ...complete, CACHING_CHOICE: 'hope' });
    expect(reading.ok ? [] : reading.faults).toEqual([
      { variable: 'CACHING_CHOICE', message: expect.stringMatching(/none.*ttl/) as string },
    ]);
  });
});
