import { faultOfCertificates, filesIn, readCertificates } from '@ride-hailing/certificates';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { DATABASE_SERVICES, NATS_USERS } from '../secrets';
import { createFile, replaceFile } from '../whole-file';
import { issueAuthority, issueCertificate, type Issued, type Subject } from './issue';

const SERVERS = ['nats', 'postgres'] as const;
/** Its phones log in as their drivers, over connections with this certificate. */
const PHONES = 'fleet-simulator';
/** All that have a certificate; `operator` is for jobs and the superuser. */
export const IDENTITIES = [...new Set([...NATS_USERS, ...DATABASE_SERVICES, ...SERVERS, PHONES] as const)];
export type Identity = (typeof IDENTITIES)[number];

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
const VALID_DAYS = 90;
/** A start makes a certificate again that is valid for less than this. */
const LEAST_DAYS = 30;

const inDays = (days: number) => new Date(new Date().getTime() + days * DAY_MS);

const folderOfAll = (folder: string) => join(folder, 'certificates');

/** The folder with the certificate of an identity, for TLS_FOLDER. */
export const certificatesOf = (folder: string, identity: Identity): string =>
  join(folderOfAll(folder), identity);

/** Where each identity of this installation has its certificates. Undefined: connections are in the clear. */
export type TlsFolders = ((identity: Identity) => string) | undefined;

export const tlsFolders = (folder: string, tls: boolean | undefined): TlsFolders =>
  tls ? (identity) => certificatesOf(folder, identity) : undefined;

/** Clocks of different machines differ a little. */
const validity = (days: number) => ({ notBefore: inDays(-1 / 24), notAfter: inDays(days) });

/** The authority of this folder, made once. */
async function authorityOf(folder: string): Promise<Issued> {
  const place = join(folderOfAll(folder), 'authority');
  const { certFile, keyFile } = filesIn(place);
  const kept = (): Issued => ({
    certificate: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
  });
  try {
    return kept();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StackError(`${place} cannot be read: remove ${folderOfAll(folder)}, and new ones are made`, {
        cause,
      });
    }
  }
  const made = await issueAuthority({ name: 'ride-hailing development', ...validity(AUTHORITY_DAYS) });
  mkdirSync(folderOfAll(folder), { recursive: true, mode: 0o700 });
  // The key comes first: if another command was faster, its key and its certificate count.
  if (!createFile(keyFile, made.key, 0o600)) return kept();
  replaceFile(certFile, made.certificate);
  return made;
}

/** Makes a certificate, and puts it into its own folder as TLS_FOLDER names it. */
export async function issueInto(folder: string, authority: Issued, subject: Subject): Promise<void> {
  const { certificate, key } = await issueCertificate(authority, subject);
  const { caFile, certFile, keyFile } = filesIn(folder);
  replaceFile(caFile, authority.certificate);
  replaceFile(keyFile, key, 0o600);
  replaceFile(certFile, certificate);
}

async function renew(folder: string, identities: readonly Identity[]): Promise<void> {
  if (identities.length === 0) return;
  const authority = await authorityOf(folder);
  for (const name of identities) {
    const atLoopback = SERVERS.some((server) => server === name);
    await issueInto(certificatesOf(folder, name), authority, { name, atLoopback, ...validity(VALID_DAYS) });
  }
}

function isGood(folder: string): boolean {
  return !faultOfCertificates(folder) && readCertificates(folder).expiresAt > inDays(LEAST_DAYS);
}

/** Makes the certificates that are missing, damaged, or valid for less than 30 days more. */
export const keepCertificates = (folder: string): Promise<void> =>
  renew(
    folder,
    IDENTITIES.filter((identity) => !isGood(certificatesOf(folder, identity))),
  );

/** Makes all certificates again, each with a new key, under the same authority. */
export const rotateCertificates = (folder: string): Promise<void> => renew(folder, IDENTITIES);
