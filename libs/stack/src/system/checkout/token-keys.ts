import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { signToken, type TokenRole } from '@ride-hailing/contracts/without-grpc';
import { z } from 'zod';
import { KeptFile } from '../../servers/kept-file';

const keysSchema = z.object({ publicKey: z.string().min(1), privateKey: z.string().min(1) });

/** The key pair for tokens in development: PEM in base64, as in JWT_PUBLIC_KEY and JWT_PRIVATE_KEY. */
export type TokenKeys = z.infer<typeof keysSchema>;

export interface TokenOptions {
  readonly role: TokenRole;
  /** Id of the rider, driver or dispatcher. */
  readonly sub: string;
  /** Default 12. */
  readonly hours?: number;
}

/** Generates a new pair. */
export function makeTokenKeys(): TokenKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const onOneLine = (pem: string) => Buffer.from(pem).toString('base64');
  return { publicKey: onOneLine(publicKey), privateKey: onOneLine(privateKey) };
}

/** The keys that a folder keeps. */
export const TOKEN_KEYS = new KeptFile<TokenKeys>('token-keys.json', {
  make: makeTokenKeys,
  parse: (json) => keysSchema.parse(json),
  remedy: 'remove it, and new keys are made',
});

/** Signs a token that the services of this checkout accept. */
export function developmentToken(
  { privateKey }: Pick<TokenKeys, 'privateKey'>,
  { role, sub, hours = 12 }: TokenOptions,
): Promise<string> {
  const key = createPrivateKey(Buffer.from(privateKey, 'base64'));
  return signToken(key, { role, sub, validForSeconds: hours * 3_600 });
}
