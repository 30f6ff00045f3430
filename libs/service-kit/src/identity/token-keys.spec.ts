import { generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { checkConfig } from '../config/config';
import { privateKey, publicKey } from './token-keys';

const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', {
    namedCurve,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const keys = pemOf('P-256');
const schema = z.object({ publicKey: publicKey(), privateKey: privateKey() });
const faultsOf = (environment: Record<string, string>): string[] => {
  const reading = checkConfig(schema, environment);
  return reading.ok ? [] : reading.faults.map(({ variable, message }) => `${variable} ${message}`);
};

describe('keys of tokens', () => {
  it('reads keys as PEM and as its base64 on one line', () => {
    const oneLine = (pem: string) => Buffer.from(pem).toString('base64');
    expect(faultsOf({ PUBLIC_KEY: keys.publicKey, PRIVATE_KEY: keys.privateKey })).toEqual([]);
    expect(faultsOf({ PUBLIC_KEY: oneLine(keys.publicKey), PRIVATE_KEY: oneLine(keys.privateKey) })).toEqual(
      [],
    );
  });

  it('refuses keys of another kind by variable, without repeating their values', () => {
    const other = pemOf('P-384');
    const faults = faultsOf({ PUBLIC_KEY: other.publicKey, PRIVATE_KEY: 'hunter2' });
    expect(faults).toEqual([
      'PUBLIC_KEY must be a public key of the curve P-256, as PEM or as base64 of it on one line',
      'PRIVATE_KEY must be a private key of the curve P-256, as PEM or as base64 of it on one line',
    ]);
  });

  it('refuses a private key for verifying', () => {
    expect(faultsOf({ PUBLIC_KEY: keys.privateKey, PRIVATE_KEY: keys.privateKey })).toHaveLength(1);
  });
});
