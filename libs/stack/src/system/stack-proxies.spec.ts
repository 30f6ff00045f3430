import { once } from 'node:events';
import { connect } from 'node:net';
import type { Access } from '../servers/access';
import { PROXY_OFFSETS, reservePortBlock } from '../servers/port-block';
import { addressIn, rerouted, StackProxies, USUAL_PROXIES, wantedProxyPorts } from './stack-proxies';

const access: Access = {
  tlsFolder: () => undefined,
  natsUrl: 'nats://127.0.0.1:3022',
  credentials: (user) => ({ user, password: 'secret' }),
  adminDatabaseUrl: () => 'postgres://postgres:secret@127.0.0.1:3032/postgres',
  databaseUrl: (service) => `postgres://${service}:sec%40ret@127.0.0.1:3032/${service}`,
  rideViewUrl: () => 'postgres://view:secret@127.0.0.1:3032/ride_service',
  databasePassword: () => 'secret',
  phoneIssuerSeed: 'secret',
};

const tokenKeys = { publicKey: 'public', privateKey: 'private' };

describe('addresses by way of a proxy', () => {
  it.each([
    ['127.0.0.1:3011', '127.0.0.1', 3011, 'proxy:9'],
    ['nats://broker:4222', 'broker', 4222, 'nats://proxy:9'],
    ['http://127.0.0.1:3001', '127.0.0.1', 3001, 'http://proxy:9'],
    ['postgres://a:b%40@db:5432/rides?x=1', 'db', 5432, 'postgres://a:b%40@proxy:9/rides?x=1'],
  ])('finds host and port of %s, and reroutes it', (address, host, port, through) => {
    expect(addressIn('X', address)).toEqual({ host, port });
    expect(rerouted(address, 'proxy:9')).toBe(through);
  });

  it('takes an encrypted address of this machine, since the certificate is right for a proxy there too', () => {
    const url = 'postgres://a:b@127.0.0.1:3032/rides?sslmode=verify-full';
    expect(addressIn('DATABASE_URL', url)).toEqual({ host: '127.0.0.1', port: 3032 });
    expect(() => addressIn('DATABASE_URL', url.replace('127.0.0.1', 'db'))).toThrow('is encrypted');
  });

  it.each(['nats://a:1,nats://b:2', 'http://somewhere/', ''])(
    'refuses %j as an address for a proxy',
    (address) => {
      expect(() => addressIn('NATS_URL', address)).toThrow('NATS_URL is not one host:port');
    },
  );
});

describe('the proxies of a stack', () => {
  const proxies = new StackProxies();

  afterEach(() => proxies.close());

  it('listens within the block of ports, and redirects only services with a proxy', async () => {
    const block = await reservePortBlock();
    const wiring = {
      access,
      portBase: block.base,
      tokenKeys: { publicKey: '', privateKey: '' },
      simulator: {},
    };
    await proxies.start(
      [
        { from: 'driver-service', to: 'ride-service' },
        { from: 'driver-service', to: 'postgres' },
        { from: 'ride-service', to: 'nats' },
      ],
      wiring,
    );
    const [first, second, third] = PROXY_OFFSETS.map((offset) => `127.0.0.1:${block.base + offset}`);
    expect(proxies.environmentOf('driver-service')).toEqual({
      RIDE_SERVICE_GRPC_URL: first,
      DATABASE_URL: `postgres://driver-service:sec%40ret@${second}/driver-service`,
    });
    expect(proxies.environmentOf('ride-service')).toEqual({ NATS_URL: `nats://${third}` });
    expect(proxies.environmentOf('gateway')).toEqual({});
    expect(() => proxies.between('gateway', 'ride-service')).toThrow(
      'there are: driver-service > ride-service',
    );
    await block.release();
  });

  it('cuts off the shared store and leaves the events alone', async () => {
    const block = await reservePortBlock();
    const wiring = { access, portBase: block.base, tokenKeys, simulator: {} };
    await proxies.start(
      [
        { from: 'driver-service', to: 'shared-store' },
        { from: 'driver-service', to: 'ride-view' },
        { from: 'ride-service', to: 'shared-store' },
      ],
      wiring,
      {
        env: { 'ride-service': { SHARED_CACHE_URL: 'redis://r:6379', SHARED_FILES_URL: 'http://r:6379/b' } },
      },
    );
    const [first, second, third] = PROXY_OFFSETS.map((offset) => `127.0.0.1:${block.base + offset}`);
    expect(proxies.environmentOf('driver-service')).toEqual({
      SHARED_CACHE_URL: `nats://${first}`,
      SHARED_FILES_URL: `nats://${first}`,
      RIDE_VIEW_DATABASE_URL: `postgres://view:secret@${second}/ride_service`,
    });
    expect(proxies.environmentOf('ride-service')).toEqual({
      SHARED_CACHE_URL: `redis://${third}`,
      SHARED_FILES_URL: `http://${third}/b`,
    });
    await block.release();
  });

  it('places a proxy before each server of a dependency, and gives all of them the same faults', async () => {
    const block = await reservePortBlock();
    const wiring = { access, portBase: block.base, tokenKeys, simulator: {} };
    await proxies.start([{ from: 'gateway', to: 'ride-service' }], wiring);
    const [first, second] = PROXY_OFFSETS.map((offset) => `127.0.0.1:${block.base + offset}`);
    expect(proxies.environmentOf('gateway')).toEqual({
      RIDE_SERVICE_HTTP_URL: `http://${first}`,
      RIDE_SERVICE_GRPC_URL: second,
    });
    proxies.between('gateway', 'ride-service').set({ connections: 'reset' });
    for (const offset of PROXY_OFFSETS.slice(0, 2)) {
      const socket = connect(block.base + offset, '127.0.0.1');
      await expect(once(socket, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' });
    }
    await block.release();
  });

  it('places a proxy before each instance of a service, and keeps their order', async () => {
    const block = await reservePortBlock();
    const wiring = { access, portBase: block.base, tokenKeys, simulator: {}, instances: 2 } as const;
    await proxies.start([{ from: 'driver-service', to: 'gateway' }], wiring);
    const [first, second] = PROXY_OFFSETS.map((offset) => `127.0.0.1:${block.base + offset}`);
    expect(proxies.environmentOf('driver-service')).toEqual({ COORDINATOR_GRPC_URL: `${first},${second}` });
    await block.release();
  });

  it('leaves out a link to several servers or with encryption where it may, and says why', async () => {
    const block = await reservePortBlock();
    const wiring = { access, portBase: block.base, tokenKeys, simulator: {} };
    const lines: string[] = [];
    const env = {
      'ride-service': { NATS_URL: 'nats://a:4222,nats://b:4222' },
      'driver-service': { NATS_URL: 'tls://a:4222' },
      gateway: { DATABASE_URL: 'postgres://a:b@db:5432/gateway?sslmode=verify-full' },
    };
    const requests = [
      { from: 'ride-service', to: 'nats' },
      { from: 'driver-service', to: 'nats' },
      { from: 'gateway', to: 'postgres' },
      { from: 'driver-service', to: 'postgres' },
    ] as const;
    await proxies.start(requests, wiring, { env, onSkip: (line) => lines.push(line) });
    expect(lines).toEqual([
      expect.stringContaining('ride-service > nats: NATS_URL is not one host:port'),
      expect.stringContaining('driver-service > nats: NATS_URL is encrypted'),
      expect.stringContaining('gateway > postgres: DATABASE_URL is encrypted'),
    ]);
    expect(proxies.links.map(({ from, to }) => [from, to])).toEqual([['driver-service', 'postgres']]);
    expect(proxies.environmentOf('ride-service')).toEqual({});
    await block.release();
  });

  it('places all proxies of npm start within the ports that it reserves', () => {
    for (const instances of [1, 2] as const)
      expect(wantedProxyPorts(USUAL_PROXIES, 3000, instances).length).toBeLessThanOrEqual(
        PROXY_OFFSETS.length,
      );
  });

  it('refuses proxies between services that do not talk, a second one of the same kind, and more than 22', async () => {
    const wiring = { access, portBase: 3000, tokenKeys, simulator: {} };
    await expect(proxies.start([{ from: 'ride-service', to: 'driver-service' }], wiring)).rejects.toThrow(
      'ride-service talks to postgres, nats, gateway, shared-store',
    );
    const block = await reservePortBlock();
    const nats = { from: 'ride-service', to: 'nats' } as const;
    await expect(proxies.start([nats, nats], { ...wiring, portBase: block.base })).rejects.toThrow('twice');
    await block.release();
    const tooMany = Array.from({ length: 12 }, () => ({ from: 'gateway', to: 'ride-service' }) as const);
    expect(() => wantedProxyPorts(tooMany, 3000)).toThrow('at most 22 proxies');
  });
});
