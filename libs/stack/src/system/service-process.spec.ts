import { accessTo } from '../servers/access';
import { serverPorts } from '../servers/port-block';
import { serviceEnvironment } from './service-process';
import { portsOf, serviceNamed, type Wiring } from './services';

const password = 'secret';
const databases = { 'ride-service': 'r', 'driver-service': 'd', gateway: 'g', 'ride-view': 'v' };
const nats = {
  operator: 'o',
  'ride-service': 'r',
  'driver-service': 'd',
  'phone-access': 'p',
  dashboard: 's',
};
const wiring: Wiring = {
  access: accessTo({ postgres: password, databases, nats, phoneIssuerSeed: 's' }, serverPorts(3000)),
  portBase: 3000,
  tokenKeys: { publicKey: 'public', privateKey: 'private' },
  simulator: {},
};

describe('where a service finds the others', () => {
  it('gives callers the addresses of all instances of a service', () => {
    const two = { ...wiring, instances: 2 } as const;
    expect(serviceEnvironment('driver-service', two)).toMatchObject({
      RIDE_SERVICE_GRPC_URL: '127.0.0.1:3011,127.0.0.1:3015',
      COORDINATOR_GRPC_URL: '127.0.0.1:3010,127.0.0.1:3017',
    });
    expect(serviceEnvironment('gateway', two).RIDE_SERVICE_HTTP_URL).toBe(
      'http://127.0.0.1:3001,http://127.0.0.1:3005',
    );
    expect(serviceEnvironment('fleet-simulator', two).GATEWAY_URL).toBe(
      'http://127.0.0.1:3000,http://127.0.0.1:3007',
    );
    expect(serviceEnvironment('gateway', two).DRIVER_SERVICE_GRPC_URL).toBe('127.0.0.1:3012,127.0.0.1:3016');
    expect(serviceEnvironment('gateway', wiring).DRIVER_SERVICE_GRPC_URL).toBe('127.0.0.1:3012');
  });

  it('gives each process ports of its own, and knows its service by its name', () => {
    const ports = portsOf(['ride-service', 'gateway', 'dashboard'], 3000, 2);
    expect(ports.filter(({ name }) => name === 'gateway-2').map(({ port }) => port)).toEqual([3007, 3017]);
    expect(new Set(ports.map(({ port }) => port)).size).toBe(ports.length);
    expect(['gateway-2', 'driver-service', 'nats-2'].map(serviceNamed)).toEqual([
      'gateway',
      'driver-service',
      undefined,
    ]);
  });
});

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
      'postgres://driver_service_ride_view:v@127.0.0.1:3032/ride_service',
    );
    expect(serviceEnvironment('ride-service', wiring)).not.toHaveProperty('RIDE_VIEW_DATABASE_URL');
  });
});
