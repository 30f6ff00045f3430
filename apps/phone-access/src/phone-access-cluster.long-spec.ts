import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '@ride-hailing/contracts';
import { parseConfig, type RunningService, startService } from '@ride-hailing/service-kit';
import { type NatsServers, startNats } from '@ride-hailing/stack';
import { eventually, TestTokens } from '@ride-hailing/testing';
import { refusalOf } from '../test/nats-client';
import { configSchema } from './config';
import { phoneAccessService } from './phone-access-service';

jest.setTimeout(60_000);

describe("phones' logins at a cluster of brokers", () => {
  const tokens = new TestTokens();
  const folder = mkdtempSync(join(tmpdir(), 'phone-access-cluster-'));
  let brokers: NatsServers;
  let service: RunningService;

  beforeAll(async () => {
    brokers = await startNats({ folder, cluster: true });
    const config = parseConfig(configSchema, {
      NATS_URL: brokers.natsUrl,
      NATS_PASSWORD: brokers.credentials('phone-access').password,
      PHONE_ISSUER_SEED: brokers.phoneIssuerSeed,
      JWT_PUBLIC_KEY: tokens.publicPem,
      HTTP_PORT: '0',
      LOG_LEVEL: 'silent',
    });
    service = await startService(phoneAccessService(config));
  });

  afterAll(async () => {
    await service.stop();
    await brokers.stop();
    rmSync(folder, { recursive: true });
  });

  const refusalAt = async (url: string, role: 'driver' | 'rider') => {
    const pass = await signToken(tokens.privateKey, { role, sub: 'd-1', validForSeconds: 60 });
    return refusalOf(url, { user: 'phone.d-1', pass });
  };

  it('are decided for every server by an instance that is connected to one, also after that one is gone', async () => {
    for (const { url } of brokers.nodes) {
      await eventually(async () => (await refusalAt(url, 'driver')) === undefined, { timeoutMs: 20_000 });
      expect(await refusalAt(url, 'rider')).toBe('AUTHORIZATION_VIOLATION');
    }
    await brokers.nodes[0]?.kill('SIGKILL');
    for (const { url } of brokers.nodes.slice(1))
      await eventually(async () => (await refusalAt(url, 'driver')) === undefined, { timeoutMs: 20_000 });
  });
});
