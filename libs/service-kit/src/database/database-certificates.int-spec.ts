import { PrimaryClient } from '@ride-hailing/addresses';
import { filesIn } from '@ride-hailing/certificates';
import {
  certificatesOf,
  type Infrastructure,
  issueAuthority,
  issueInto,
  rotateServers,
  startInfrastructure,
} from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { Pool } from 'pg';

jest.setTimeout(60_000);

const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const VALID = { notBefore: at(-2), notAfter: at(2) };
const WITHIN_MS = 5_000;

describe('a Postgres with certificates', () => {
  let folder: string;
  let infrastructure: Infrastructure;
  const folderOf = (name: string) => join(folder, name);
  const own = () => certificatesOf(folder, 'operator');
  /** The superuser's address with the certificates of another folder. */
  const showing = (tlsFolder: string) =>
    infrastructure.adminDatabaseUrl().replaceAll(encodeURIComponent(own()), encodeURIComponent(tlsFolder));
  const attempt = async (connectionString: string) => {
    const client = new PrimaryClient({ connectionString, connectionTimeoutMillis: WITHIN_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ ssl: boolean }>(
        'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      );
      return rows[0]?.ssl ? 'encrypted' : 'in the clear';
    } catch (error) {
      return (error as Error).message;
    } finally {
      void client.end().catch(() => undefined);
    }
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'database-certificates-'));
    infrastructure = await startInfrastructure({ folder, fsync: false, tls: true });
    const { certFile, keyFile } = filesIn(folderOf('certificates/authority'));
    const authority = { certificate: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    await issueInto(folderOf('expired'), authority, { name: 'operator', ...VALID, notAfter: at(-1) });
    const other = await issueAuthority({ name: 'other', ...VALID });
    for (const name of ['stranger', 'gullible'])
      await issueInto(folderOf(name), other, { name: 'operator', ...VALID });
    copyFileSync(filesIn(own()).caFile, filesIn(folderOf('stranger')).caFile);
  });

  afterAll(async () => {
    await infrastructure.stop();
    rmSync(folder, { recursive: true });
  });

  it('takes a client with a certificate and its password', async () => {
    const url = infrastructure.adminDatabaseUrl();
    expect(await attempt(url)).toBe('encrypted');
    expect(await attempt(url.replace(/:[^:@]+@/, ':wrong@'))).toContain('password authentication failed');
  });

  it.each(['stranger', 'expired'])(
    'refuses the certificate of %s, though the password is right',
    async (who) => {
      expect(await attempt(showing(folderOf(who)))).not.toBe('encrypted');
    },
  );

  it('refuses a client without a certificate, and one in the clear', async () => {
    const url = infrastructure.adminDatabaseUrl();
    const without = url.replace(/&sslcert=.*$/, '');
    expect(await attempt(without)).toContain('connection requires a valid client certificate');
    expect(await attempt(url.replace(/\?.*$/, ''))).toMatch(/no pg_hba.conf entry .* no encryption/);
  });

  it('is not taken for the database by a client whose authority has not signed its certificate', async () => {
    expect(await attempt(showing(folderOf('gullible')))).toMatch(/self-signed|unable to/);
  });

  it('shows new certificates to the next connections of a pool, which ends no statement', async () => {
    const connectionString = infrastructure.adminDatabaseUrl();
    const pool = new Pool({ connectionString, max: 1, Client: PrimaryClient });
    const failed: unknown[] = [];
    pool.on('error', (error) => failed.push(error));
    /** The certificate that the server showed to the connection, which is not used again. */
    const shown = async () => {
      const client = await pool.connect();
      const { stream } = (client as unknown as { connection: { stream: TLSSocket } }).connection;
      const { fingerprint256 } = stream.getPeerCertificate();
      client.release(true);
      return fingerprint256;
    };
    try {
      const before = await shown();
      const slow = attempt(connectionString);
      const { nats, postgres, dataFolder } = infrastructure;
      await rotateServers({ folder, dataFolder, pids: [nats.pid ?? 0, postgres.pid ?? 0] });
      await eventually(async () => (await shown()) !== before);
      expect([await slow, failed]).toEqual(['encrypted', []]);
    } finally {
      await pool.end();
    }
  });
});
