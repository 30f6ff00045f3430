import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '@ride-hailing/contracts';
import { parseConfig, type RunningService, startService } from '@ride-hailing/service-kit';
import { type NatsServers, startNats } from '@ride-hailing/stack';
import { eventually, samplesOf, TestTokens } from '@ride-hailing/testing';
import type { NatsConnection } from 'nats';
import { dial, refusalOf, requestRefusal, subscriptionRefusal } from '../test/nats-client';
import { configSchema } from './config';
import { phoneAccessService } from './phone-access-service';

jest.setTimeout(60_000);

describe("phones' logins at the broker", () => {
  const tokens = new TestTokens();
  const folder = mkdtempSync(join(tmpdir(), 'phone-access-'));
  const clients = new Set<NatsConnection>();
  let broker: NatsServers;
  let service: RunningService;

  const start = (): Promise<RunningService> =>
    startService(
      phoneAccessService(
        parseConfig(configSchema, {
          NATS_URL: broker.natsUrl,
          NATS_PASSWORD: broker.credentials('phone-access').password,
          PHONE_ISSUER_SEED: broker.phoneIssuerSeed,
          JWT_PUBLIC_KEY: tokens.publicPem,
          HTTP_PORT: '0',
          LOG_LEVEL: 'silent',
        }),
      ),
    );
  const ready = (one: RunningService) =>
    eventually(async () => (await fetch(`${one.url}/health/ready`)).status === 200);
  const tokenOf = (claims: Partial<Parameters<typeof signToken>[1]>, key = tokens.privateKey) =>
    signToken(key, { role: 'driver', sub: 'd-1', validForSeconds: 60, ...claims });
  const connectAs = async (options: Parameters<typeof dial>[1]): Promise<NatsConnection> => {
    const client = await dial(broker.natsUrl, options);
    clients.add(client);
    return client;
  };
  const phoneOf = async (sub: string, validForSeconds = 60) =>
    connectAs({
      user: `phone.${sub}`,
      pass: await tokenOf({ sub, validForSeconds }),
      inboxPrefix: `_INBOX_phone.${sub}`,
    });
  const logsInAs = (user: Parameters<NatsServers['credentials']>[0]) => {
    const { password } = broker.credentials(user);
    return connectAs({ user, pass: password, inboxPrefix: `_INBOX_${user}` });
  };
  const refused = (pass: string) => refusalOf(broker.natsUrl, { user: 'phone.d-1', pass });
  const logins = async (outcome: string): Promise<number> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return samplesOf(text, 'phone_logins_total', `outcome="${outcome}"`)[0] ?? Number.NaN;
  };

  beforeAll(async () => {
    broker = await startNats({ folder });
    service = await start();
    await ready(service);
    const manager = await (await logsInAs('operator')).jetstreamManager();
    await manager.streams.add({ name: 'DRIVER_UPDATES', subjects: ['drivers.update.*'] });
  });

  afterAll(async () => {
    await Promise.all([...clients].map((client) => client.close()));
    await service.stop();
    await broker.stop();
    rmSync(folder, { recursive: true });
  });

  it("lets a driver's phone publish that driver's updates, and tells it that they are stored", async () => {
    const before = await logins('admitted');
    const phone = await phoneOf('d-1');
    expect(await phone.jetstream().publish('drivers.update.d-1', '{}')).toMatchObject({
      stream: 'DRIVER_UPDATES',
      duplicate: false,
    });
    expect(await logins('admitted')).toBe(before + 1);
  });

  it.each([
    'drivers.update.d-2',
    'drivers.update.>',
    'rides.changed.r-1',
    'dead-letters.driver-service.driver-service-positions.x',
    '$JS.API.INFO',
    '$JS.API.STREAM.INFO.DRIVER_UPDATES',
    '$JS.API.STREAM.MSG.GET.DRIVER_UPDATES',
    '$JS.ACK.DRIVER_UPDATES.driver-service-positions.1.1.1.1.0',
    '$SYS.REQ.USER.AUTH',
    '_INBOX_driver-service.x',
  ])("lets a driver's phone publish nothing on %s", async (subject) => {
    expect(await requestRefusal(await phoneOf('d-1'), subject)).toBe('PERMISSIONS_VIOLATION');
  });

  it.each([
    '>',
    'drivers.update.d-1',
    'drivers.update.*',
    'rides.changed.*',
    '_INBOX.>',
    '_INBOX_phone.>',
    '_INBOX_phone.d-2.>',
    '_INBOX_driver-service.>',
    '$SYS.>',
    '$JS.EVENT.>',
  ])("lets a driver's phone subscribe to nothing on %s", async (subject) => {
    expect(await subscriptionRefusal(await phoneOf('d-1'), subject)).toBe('PERMISSIONS_VIOLATION');
  });

  it('gives a driver whose id is the name of a service none of its rights', async () => {
    const phone = await phoneOf('driver-service');
    expect(await subscriptionRefusal(phone, '_INBOX_driver-service.>')).toBe('PERMISSIONS_VIOLATION');
    expect(await refusalOf(broker.natsUrl, { user: 'driver-service', pass: await tokenOf({}) })).toBe(
      'AUTHORIZATION_VIOLATION',
    );
  });

  const stranger = new TestTokens();
  it.each([
    ['an expired token', () => tokenOf({ validForSeconds: -60 })],
    ["a token of somebody else's key", () => tokenOf({}, stranger.privateKey)],
    ['a token whose claims were changed', async () => changed(await tokenOf({}))],
    ['a token without a signature', async () => unsigned()],
    ['a token that is signed with the public key as a secret', async () => signedWithPublicKey()],
    ["a rider's token", () => tokenOf({ role: 'rider' })],
    ["a dispatcher's token", () => tokenOf({ role: 'dispatcher' })],
    ['a token for another audience', () => tokenOf({ audience: 'elsewhere' })],
    ['a driver whose id is a wildcard', () => tokenOf({ sub: '*' })],
    ['a driver whose id is several tokens of a subject', () => tokenOf({ sub: 'd-1.x' })],
    ['no token at all', async () => ''],
    ['a password', async () => 'secret'],
  ])('refuses a phone with %s', async (_, token) => {
    const before = await logins('refused');
    expect(await refused(await token())).toBe('AUTHORIZATION_VIOLATION');
    expect(await logins('refused')).toBe(before + 1);
  });

  const claimsFor = (sub: string) =>
    Buffer.from(
      JSON.stringify({ role: 'driver', sub, aud: tokens.audience, exp: Math.round(Date.now() / 1_000) + 60 }),
    ).toString('base64url');
  const headed = (alg: string) => Buffer.from(JSON.stringify({ alg })).toString('base64url');
  const unsigned = () => `${headed('none')}.${claimsFor('d-1')}.`;
  const changed = (token: string) => token.replace(/\.[^.]+\./, `.${claimsFor('d-2')}.`);
  const signedWithPublicKey = () => {
    const text = `${headed('HS256')}.${claimsFor('d-1')}`;
    return `${text}.${createHmac('sha256', tokens.publicPem).update(text).digest('base64url')}`;
  };

  it('refuses a client without a login, and a service with a wrong password', async () => {
    expect(await refusalOf(broker.natsUrl, {})).toBe('AUTHORIZATION_VIOLATION');
    expect(await refusalOf(broker.natsUrl, { user: 'operator', pass: 'wrong' })).toBe(
      'AUTHORIZATION_VIOLATION',
    );
  });

  it('ends the connection when the token expires', async () => {
    const startedAt = performance.now();
    const phone = await phoneOf('d-1', 1);
    expect(await phone.closed()).toMatchObject({ code: 'AUTHENTICATION_EXPIRED' });
    // Services accept a token for 5 s more, since clocks differ.
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });

  it("hides phones' tokens from everybody, and lets its own login do nothing else", async () => {
    const operator = await logsInAs('operator');
    const seen: string[] = [];
    operator.subscribe('>', { callback: (_error, { subject }) => seen.push(subject) });
    await operator.flush();
    const phone = await phoneOf('d-1');
    await phone.jetstream().publish('drivers.update.d-1', '{}');
    await operator.flush();
    expect(seen).toContain('drivers.update.d-1');
    expect(seen.filter((subject) => subject.startsWith('$SYS'))).toEqual([]);
    const own = await logsInAs('phone-access');
    for (const subject of ['$SYS.REQ.SERVER.PING', 'drivers.update.d-1', '$SYS.REQ.USER.AUTH'])
      expect(await requestRefusal(own, subject)).toBe('PERMISSIONS_VIOLATION');
    for (const subject of ['>', '$SYS.>', '$SYS.REQ.USER.AUTH', '$SYS.ACCOUNT.>'])
      expect(await subscriptionRefusal(own, subject)).toBe('PERMISSIONS_VIOLATION');
  });

  it('lets connected phones and services with passwords go on without it, refuses new phones, and lets them in when it is back', async () => {
    const phone = await phoneOf('d-1');
    await service.stop();
    expect(await phone.jetstream().publish('drivers.update.d-1', '{}')).toMatchObject({ duplicate: false });
    const startedAt = performance.now();
    const driverService = await logsInAs('driver-service');
    await driverService.flush();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(await refused(await tokenOf({}))).toBe('AUTHORIZATION_VIOLATION');
    service = await start();
    await ready(service);
    await phoneOf('d-1');
  });

  it('shares the logins with another instance, and leaves all to it when it stops', async () => {
    const other = await start();
    await ready(other);
    const before = await logins('admitted');
    await Promise.all(Array.from({ length: 40 }, (_, index) => phoneOf(`d-${index}`)));
    const mine = (await logins('admitted')) - before;
    expect(mine).toBeGreaterThan(0);
    expect(mine).toBeLessThan(40);
    await service.stop();
    await phoneOf('d-1');
    service = other;
  });
});
