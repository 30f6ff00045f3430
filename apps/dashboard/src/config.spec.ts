import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TestTokens } from '@ride-hailing/testing';
import { configSchema } from './config';
import { CACHING_CHOICES } from './entry/page-facts.controller';

const needed = {
  natsPassword: 'p',
  jwtPrivateKey: new TestTokens().privatePem,
  dashboardKey: 'k'.repeat(16),
};

describe('the configuration of the dashboard', () => {
  it('starts read-only and with its own outline unless a control socket and tiles are named', () => {
    const config = configSchema.parse(needed);
    expect([config.controlSocket, config.tileUrl, config.approaches]).toEqual([
      undefined,
      undefined,
      ['hybrid'],
    ]);
  });

  it.each([[''], ['short'], ['with spaces and / 0123456789']])('refuses %j as a key', (dashboardKey) => {
    expect(configSchema.safeParse({ ...needed, dashboardKey }).error?.issues[0]?.message).toBe(
      'must be at least 16 letters, digits, - or _',
    );
  });

  it('offers every caching choice of Driver Service', () => {
    const files = readdirSync(join(__dirname, '../../driver-service/src/ride-details/caches'));
    const choices = files.flatMap((file) => /^(.+)\.cache\.ts$/.exec(file)?.[1] ?? []);
    expect([...CACHING_CHOICES].sort()).toEqual(choices.sort());
  });
});
