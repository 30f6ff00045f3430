import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The contents of the PEM files by which a process shows who it is, and knows who others are. */
export interface Certificates {
  /** The authorities whose certificates are trusted. */
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly expiresAt: Date;
}

const NAMES = { caFile: 'ca.crt', certFile: 'tls.crt', keyFile: 'tls.key' } as const;

/** The paths of the three files, which bear the names that they have in a Secret of cert-manager. */
export const filesIn = (folder: string) => ({
  caFile: join(folder, NAMES.caFile),
  certFile: join(folder, NAMES.certFile),
  keyFile: join(folder, NAMES.keyFile),
});

/** What is wrong with the files of a folder, worded to follow the name of what holds the folder. */
class CertificatesError extends Error {
  override readonly name = 'CertificatesError';
}

/** Reads one file, and what it holds. */
function read<T>(file: string, name: string, what: string, parse: (pem: Buffer) => T): [Buffer, T] {
  try {
    const pem = readFileSync(file);
    return [pem, parse(pem)];
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const isThere = code !== 'ENOENT' && code !== 'ENOTDIR';
    const fault = isThere ? `has a ${name} that is no readable ${what}` : `holds no ${name}`;
    throw new CertificatesError(fault, { cause });
  }
}

/**
 * Reads the certificates of a folder. A new pair is written as two files, so between them the key may be the wrong one.
 * @throws Error when a file cannot be read, or the key is not the certificate's
 */
export function readCertificates(folder: string): Certificates {
  const { caFile, certFile, keyFile } = filesIn(folder);
  const [ca] = read(caFile, NAMES.caFile, 'certificate', (pem) => new X509Certificate(pem));
  const [cert, parsed] = read(certFile, NAMES.certFile, 'certificate', (pem) => new X509Certificate(pem));
  const [key, privateKey] = read(keyFile, NAMES.keyFile, 'private key', createPrivateKey);
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new CertificatesError(`has a ${NAMES.keyFile} that is not the key of its ${NAMES.certFile}`);
  }
  return { ca, cert, key, expiresAt: parsed.validToDate };
}

/** The fault of the certificates of a folder; undefined when they can be used now. The text repeats no content. */
export function faultOfCertificates(folder: string): string | undefined {
  try {
    const { expiresAt } = readCertificates(folder);
    if (expiresAt > new Date()) return undefined;
    return `has a ${NAMES.certFile} that expired at ${expiresAt.toISOString()}`;
  } catch (error) {
    return (error as Error).message;
  }
}
