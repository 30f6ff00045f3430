import { createPrivateKey, type KeyObject } from 'node:crypto';
import { fromSeed } from 'nkeys.js';
import { z } from 'zod';

/** The key that the broker trusts to say what a phone may do. */
export interface Issuer {
  /** The nkey that docker/nats/nats.conf names as issuer: `A…`. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** What precedes the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** A seed has two bytes that say what it is for, then the 32 bytes of the key, then a checksum. */
const [KEY_FROM, KEY_TO] = [16, 16 + 256];

const bytesOf = (seed: string): Buffer => {
  const bits = [...seed].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.slice(KEY_FROM, KEY_TO).match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
};

/**
 * Reads the seed of an account's nkey. Node's own Ed25519 signs with it, 200 times as fast as the library of nkeys.
 * @throws Error for anything else
 */
export function issuerFrom(seed: string): Issuer {
  const publicKey = fromSeed(Buffer.from(seed)).getPublicKey();
  if (!publicKey.startsWith('A')) throw new Error('not the seed of an account');
  const der = Buffer.concat([PKCS8, bytesOf(seed)]);
  return { publicKey, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

/** PHONE_ISSUER_SEED, read as an `Issuer`. */
export const issuerSeed = () =>
  z.string('is not set').transform((seed, context): Issuer => {
    try {
      return issuerFrom(seed);
    } catch {
      const message = 'must be the seed of an nkey of the kind account (SA…)';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });
