import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { developmentToken, TOKEN_KEYS } from './token-keys';

describe('the keys of tokens', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'token-keys-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes the keys of tokens once, also beside other secrets, and readable by their owner only', () => {
    writeFileSync(join(folder, 'secrets.json'), '{}');
    const keys = TOKEN_KEYS.keep(folder);
    expect(TOKEN_KEYS.keep(folder)).toEqual(keys);
    expect(statSync(join(folder, 'token-keys.json')).mode & 0o777).toBe(0o600);
    for (const key of Object.values(keys)) expect(key).toMatch(/^[A-Za-z0-9+/=]+$/);
  });

  it('does not replace a damaged file of keys', () => {
    writeFileSync(join(folder, 'token-keys.json'), '{"publicKey":""}');
    expect(() => TOKEN_KEYS.keep(folder)).toThrow(/cannot be read/);
  });

  it('signs tokens with subject, role, validity and audience', async () => {
    const keys = TOKEN_KEYS.keep(folder);
    const token = await developmentToken(keys, { role: 'rider', sub: 'r-1', hours: 0.5 });
    const publicKey = createPublicKey(Buffer.from(keys.publicKey, 'base64'));
    const { payload } = await jwtVerify(token, publicKey, { algorithms: ['ES256'] });
    expect(payload).toMatchObject({ sub: 'r-1', role: 'rider', aud: 'ride-hailing' });
    const seconds = (payload.exp ?? 0) - (payload.iat ?? 0);
    expect(Math.abs(seconds - 1_800)).toBeLessThanOrEqual(1);
  });
});
