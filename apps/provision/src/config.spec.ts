import { checkConfig } from '@ride-hailing/service-kit';
import { configSchema } from './config';

const complete = {
  NATS_PASSWORD: 'secret',
  POSTGRES_ADMIN_URL: 'postgres://postgres:secret@127.0.0.1:3032/postgres',
  RIDE_SERVICE_DB_PASSWORD: 'secret',
  DRIVER_SERVICE_DB_PASSWORD: 'secret',
  GATEWAY_DB_PASSWORD: 'secret',
  RIDE_VIEW_DB_PASSWORD: 'secret',
};

describe('the configuration of provisioning', () => {
  it.each([
    [undefined, 1],
    ['3', 3],
    ['5', 5],
  ])('keeps each stream on as many servers as STREAM_REPLICAS says: %s', (value, streamReplicas) => {
    const reading = checkConfig(configSchema, { ...complete, STREAM_REPLICAS: value });
    expect(reading).toMatchObject({ ok: true, config: { streamReplicas } });
  });

  it.each(['2', '0', '3.0', 'three'])('refuses %s as STREAM_REPLICAS, and says what is allowed', (value) => {
    expect(checkConfig(configSchema, { ...complete, STREAM_REPLICAS: value })).toEqual({
      ok: false,
      faults: [{ variable: 'STREAM_REPLICAS', message: 'must be 1, 3 or 5' }],
    });
  });
});
