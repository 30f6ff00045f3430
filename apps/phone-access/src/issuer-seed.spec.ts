import { createPublicKey, sign, verify } from 'node:crypto';
import { checkConfig } from '@ride-hailing/service-kit';
import { TestTokens } from '@ride-hailing/testing';
import { createAccount, createUser } from 'nkeys.js';
import { configSchema } from './config';
import { issuerFrom } from './issuer-seed';

const textOf = (seed: Uint8Array): string => Buffer.from(seed).toString();

describe('the key that signs what phones may do', () => {
  it('signs as the nkey of its seed does', () => {
    const account = createAccount();
    const issuer = issuerFrom(textOf(account.getSeed()));
    const text = Buffer.from('what a phone may do');
    expect(issuer.publicKey).toBe(account.getPublicKey());
    expect(account.verify(text, sign(null, text, issuer.privateKey))).toBe(true);
    expect(verify(null, text, createPublicKey(issuer.privateKey), account.sign(text))).toBe(true);
  });

  it.each([
    ['the seed of a user', textOf(createUser().getSeed())],
    ['a public key', createAccount().getPublicKey()],
    ['a cut seed', textOf(createAccount().getSeed()).slice(0, -1)],
    ['a password', 'secret'],
  ])('refuses %s, without repeating it', (_, seed) => {
    const given = { NATS_PASSWORD: 'p', JWT_PUBLIC_KEY: new TestTokens().publicPem, PHONE_ISSUER_SEED: seed };
    expect(checkConfig(configSchema, given)).toEqual({
      ok: false,
      faults: [
        {
          variable: 'PHONE_ISSUER_SEED',
          message: 'must be the seed of an nkey of the kind account (SA…)',
        },
      ],
    });
  });
});
