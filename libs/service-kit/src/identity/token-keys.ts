import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const CURVE = 'prime256v1';

const pemOf = (value: string): string =>
  value.includes('-----BEGIN ') ? value : Buffer.from(value, 'base64').toString('latin1');

const onCurve = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== CURVE) {
    throw new Error('not a key of the curve P-256');
  }
  return key;
};

/** Refuses a private key, which would work too: a service that only verifies must not be able to sign. */
const toPublicKey = (value: string): KeyObject => {
  const pem = pemOf(value);
  if (pem.includes('PRIVATE KEY')) throw new Error('a private key');
  return onCurve(createPublicKey(pem));
};

const toPrivateKey = (value: string): KeyObject => onCurve(createPrivateKey(pemOf(value)));

const keyShape = (kind: 'public' | 'private', read: (value: string) => KeyObject) =>
  z.string('is not set').transform((value, context): KeyObject => {
    try {
      return read(value);
    } catch {
      const message = `must be a ${kind} key of the curve P-256, as PEM or as base64 of it on one line`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });

/** A key that verifies ES256 tokens: PEM, or its base64, which fits into one line of a .env file. */
export const publicKey = () => keyShape('public', toPublicKey);

/** A key that signs ES256 tokens: PEM, or its base64. */
export const privateKey = () => keyShape('private', toPrivateKey);
