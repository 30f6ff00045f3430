import { filesIn } from '@ride-hailing/certificates';
import { chownSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../whole-file';

const HBA = 'pg_hba_tls.conf';

/** No line is for a connection in the clear, so that such a one is refused. */
const RULES = ['127.0.0.1/32', '::1/128']
  .flatMap((place) => ['all', 'replication'].map((database) => `hostssl ${database} all ${place}`))
  .map((who) => `${who} scram-sha-256 clientcert=verify-ca\n`)
  .join('');

/** The settings with which the server takes only clients that show a certificate, besides their password. */
export const tlsSettings = (data: string): Record<string, string> => ({
  ssl: 'on',
  ssl_ca_file: 'ca.crt',
  ssl_cert_file: 'tls.crt',
  ssl_key_file: 'tls.key',
  hba_file: join(data, HBA),
});

/** Copies the certificates to the data, since the user of Postgres may read nothing else. SIGHUP makes it read them. */
export function placeCertificates(tlsFolder: string, data: string): void {
  const from = filesIn(tlsFolder);
  const to = filesIn(data);
  const { uid, gid } = statSync(data);
  const place = (file: string, content: string) => {
    replaceFile(file, content, 0o600);
    chownSync(file, uid, gid);
  };
  place(join(data, HBA), RULES);
  for (const name of ['caFile', 'keyFile', 'certFile'] as const) {
    place(to[name], readFileSync(from[name], 'utf8'));
  }
}
