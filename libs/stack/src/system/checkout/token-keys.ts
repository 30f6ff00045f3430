import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signToken, type TokenRole } from '@ride-hailing/contracts';
import { z } from 'zod';
import { createFile } from '../../servers/whole-file';
import { StackError } from '../../stack.errors';

const keysSchema = z.object({ publicKey: z.string().min(1), privateKey: z.string().min(1) });

/** What tokens are signed and verified with in development: PEM in base64, as in JWT_PUBLIC_KEY and JWT_PRIVATE_KEY. */
export type TokenKeys = z.infer<typeof keysSchema>;

export interface TokenOptions {
  readonly role: TokenRole;
  /** Id of the rider, driver or dispatcher. */
  readonly sub: string;
  /** Default 12. */
  readonly hours?: number;
}

/** New ones. */
export function makeTokenKeys(): TokenKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const onOneLine = (pem: string) => Buffer.from(pem).toString('base64');
  return { publicKey: onOneLine(publicKey), privateKey: onOneLine(privateKey) };
}

const fileIn = (folder: string) => join(folder, 'token-keys.json');
const textOf = (keys: TokenKeys) => `${JSON.stringify(keys, null, 2)}\n`;

/**
 * The keys kept in `folder`, made when it has none yet; readable by their owner only.
 * @throws StackError when the file is damaged
 */
export function keepTokenKeys(folder: string): TokenKeys {
  const file = fileIn(folder);
  try {
    return keysSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StackError(`${file} cannot be read: remove it, and new keys are made`, { cause });
    }
  }
  const keys = makeTokenKeys();
  // Another start was faster: its keys count.
  return createFile(file, textOf(keys), 0o600) ? keys : keepTokenKeys(folder);
}

/**
 * Writes them again when their file has been deleted, for whoever comes after.
 * @throws StackError when that cannot be done
 */
export function restoreTokenKeys(folder: string, keys: TokenKeys): void {
  const file = fileIn(folder);
  if (!existsSync(file)) createFile(file, textOf(keys), 0o600);
}

/** A token that the services of this checkout take. */
export function developmentToken(
  { privateKey }: Pick<TokenKeys, 'privateKey'>,
  { role, sub, hours = 12 }: TokenOptions,
): Promise<string> {
  const key = createPrivateKey(Buffer.from(privateKey, 'base64'));
  return signToken(key, { role, sub, validForSeconds: hours * 3_600 });
}
