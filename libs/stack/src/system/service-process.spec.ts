import { accessTo } from '../servers/access';
import { serviceEnvironment } from './service-process';
import type { Wiring } from './services';

const password = 'secret';
const databases = { 'ride-service': 'r', 'driver-service': 'd', gateway: 'g', 'ride-view': 'v' };
const nats = {
  operator: 'o',
  'ride-service': 'r',
  'driver-service': 'd',
  'fleet-simulator': 'f',
  dashboard: 's',
};
const wiring: Wiring = {
  access: accessTo({ postgres: password, databases, nats }, { nats: 1, postgres: 2 }),
  portBase: 3000,
  tokenKeys: { publicKey: 'public', privateKey: 'private' },
  simulator: {},
};

describe('what a service is told of approaches', () => {
  const inherited = { APPROACHES: 'sync-api' };

  it('passes on the approaches of the environment, as nx serve does, and otherwise none', () => {
    expect(serviceEnvironment('ride-service', wiring, { inherited }).APPROACHES).toBe('sync-api');
    expect(serviceEnvironment('driver-service', wiring)).not.toHaveProperty('APPROACHES');
  });

  it('prefers the approaches that the stack was started with, and passes them only to services that know them', () => {
    const started = { ...wiring, approaches: ['hybrid', 'shared-files'] };
    for (const name of ['ride-service', 'driver-service'] as const) {
      expect(serviceEnvironment(name, started, { inherited }).APPROACHES).toBe('hybrid,shared-files');
    }
    expect(serviceEnvironment('gateway', started)).not.toHaveProperty('APPROACHES');
  });

  it('gives only driver-service the login that sees the published view', () => {
    expect(serviceEnvironment('driver-service', wiring).RIDE_VIEW_DATABASE_URL).toBe(
      'postgres://driver_service_ride_view:v@127.0.0.1:2/ride_service',
    );
    expect(serviceEnvironment('ride-service', wiring)).not.toHaveProperty('RIDE_VIEW_DATABASE_URL');
  });
});
