import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromSeed } from 'nkeys.js';
import { accessTo } from './access';
import { accountOf, accountSeed } from './account-key';
import { readExternal } from './external';
import { serverPorts } from './port-block';
import { SECRETS, NATS_USERS, upperName } from './secrets';

describe('passwords', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes passwords once, each starting with a letter, and readable by their owner only', () => {
    const secrets = SECRETS.keep(folder);
    expect(SECRETS.keep(folder)).toEqual(secrets);
    const { postgres, databases, nats, natsRoutes } = secrets;
    const all = [postgres, natsRoutes, ...Object.values(databases), ...Object.values(nats)];
    expect(new Set(all).size).toBe(all.length);
    for (const password of all) expect(password).toMatch(/^p[0-9a-f]{36}$/);
    expect(fromSeed(Buffer.from(secrets.phoneIssuerSeed)).getPublicKey()).toBe(
      accountOf(secrets.phoneIssuerSeed),
    );
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('does not replace a damaged file of passwords', () => {
    writeFileSync(join(folder, 'secrets.json'), '{');
    expect(() => SECRETS.keep(folder)).toThrow(/cannot be read/);
  });

  it('fills in passwords that an older file lacks, the same for every reader, and keeps the others', () => {
    const { databases, natsRoutes, phoneIssuerSeed, ...others } = SECRETS.keep(folder);
    const { gateway, 'ride-view': rideView, ...older } = databases;
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ databases: older, ...others }));
    const secrets = SECRETS.keep(folder);
    expect(secrets).toMatchObject({ databases: older, ...others });
    expect(secrets.databases.gateway).toMatch(/^p[0-9a-f]{36}$/);
    expect(secrets.databases.gateway).not.toBe(gateway);
    expect(secrets.databases['ride-view']).toMatch(/^p[0-9a-f]{36}$/);
    expect(secrets.natsRoutes).toMatch(/^p[0-9a-f]{36}$/);
    expect(secrets.natsRoutes).not.toBe(natsRoutes);
    expect(fromSeed(Buffer.from(secrets.phoneIssuerSeed)).getPublicKey()).toMatch(/^A/);
    expect(secrets.phoneIssuerSeed).not.toBe(phoneIssuerSeed);
    expect([rideView, secrets.databases.gateway]).not.toContain(secrets.databases['ride-view']);
    expect(SECRETS.keep(folder)).toEqual(secrets);
  });

  it('prefers the passwords of servers that run elsewhere', () => {
    const external = readExternal({
      POSTGRES_ADMIN_URL: 'postgres://root:p%40ss@db.test:5433/postgres',
      RIDE_SERVICE_DB_PASSWORD: 'ride',
      RIDE_VIEW_DB_PASSWORD: 'view',
      NATS_URL: 'nats://broker.test:4222',
      NATS_OPERATOR_PASSWORD: 'o',
      NATS_RIDE_SERVICE_PASSWORD: 'r',
      NATS_DRIVER_SERVICE_PASSWORD: 'd',
      NATS_PHONE_ACCESS_PASSWORD: 'p',
      NATS_DASHBOARD_PASSWORD: 's',
      PHONE_ISSUER_SEED: accountSeed(Buffer.alloc(32, 1)),
    });
    const own = serverPorts(3000);
    const access = accessTo(SECRETS.keep(folder), own, external);
    expect(access.databaseUrl('ride-service')).toBe('postgres://ride_service:ride@db.test:5433/ride_service');
    expect(access.rideViewUrl()).toBe('postgres://driver_service_ride_view:view@db.test:5433/ride_service');
    expect(access.adminDatabaseUrl('x')).toBe('postgres://root:p%40ss@db.test:5433/x');
    expect(access.natsUrl).toBe('nats://broker.test:4222');
    expect(access.credentials('driver-service')).toEqual({ user: 'driver-service', password: 'd' });
    expect(access.phoneIssuerSeed).toBe(accountSeed(Buffer.alloc(32, 1)));
  });

  it('keeps all hosts of a Postgres that runs elsewhere in the address of each database', () => {
    const hosts = 'a:5432,b:5433';
    const query = '?target_session_attrs=read-write';
    const external = readExternal({
      POSTGRES_ADMIN_URL: `postgres://root:pw@${hosts}/postgres${query}`,
      RIDE_SERVICE_DB_PASSWORD: 'ride',
    });
    const access = accessTo(SECRETS.keep(folder), serverPorts(3000), external);
    expect(access.adminDatabaseUrl('x')).toBe(`postgres://root:pw@${hosts}/x${query}`);
    expect(access.databaseUrl('ride-service')).toBe(
      `postgres://ride_service:ride@${hosts}/ride_service${query}`,
    );
  });

  it('names all missing passwords of servers that run elsewhere at once', () => {
    const environment = { POSTGRES_ADMIN_URL: 'db.test', NATS_URL: 'nats://b', NATS_OPERATOR_PASSWORD: 'o' };
    expect(() => readExternal(environment)).toThrow(
      /POSTGRES_ADMIN_URL must .*\n.*NATS_RIDE_SERVICE_PASSWORD .*\n.*NATS_DRIVER_SERVICE_PASSWORD .*\n.*NATS_PHONE/,
    );
  });

  it.each(['nats://a:4222, nats://b:4222', 'tls://a:4222'])(
    'takes passwords for servers at %s',
    (natsUrl) => {
      const passwords = Object.fromEntries(
        NATS_USERS.map((user) => [`NATS_${upperName(user)}_PASSWORD`, 'secret']),
      );
      const PHONE_ISSUER_SEED = accountSeed(Buffer.alloc(32, 1));
      expect(readExternal({ ...passwords, PHONE_ISSUER_SEED, NATS_URL: natsUrl }).nats?.url).toBe(natsUrl);
      for (const wrong of ['SU', PHONE_ISSUER_SEED.slice(1), `${PHONE_ISSUER_SEED.slice(0, -1)}7`])
        expect(() => readExternal({ ...passwords, PHONE_ISSUER_SEED: wrong, NATS_URL: natsUrl })).toThrow(
          'PHONE_ISSUER_SEED is needed with NATS_URL: the seed of an account (SA…)',
        );
    },
  );

  it.each([
    ['nats://a:99999', 'NATS_URL names a port that is none; ports go from 1 to 65535'],
    [
      'nats://a:1,b:2',
      'NATS_URL is a list of 2 servers, of which number 2 must be an address that starts with',
    ],
    ['http://a:1', 'NATS_URL must be an address that starts with nats:// or tls://'],
  ])('refuses %s as the address of servers, and names the fault', (natsUrl, fault) => {
    expect(() => readExternal({ NATS_URL: natsUrl })).toThrow(fault);
  });
});
