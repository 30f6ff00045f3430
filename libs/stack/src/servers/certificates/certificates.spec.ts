import { filesIn, readCertificates } from '@ride-hailing/certificates';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificatesOf, IDENTITIES, keepCertificates, rotateCertificates } from './certificates';
import { issueCertificate } from './issue';

const HOUR_MS = 3_600_000;

describe('the certificates of a folder', () => {
  let folder: string;
  const certificate = (identity: (typeof IDENTITIES)[number]) =>
    readCertificates(certificatesOf(folder, identity)).cert.toString();
  const all = () => IDENTITIES.map(certificate);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    await keepCertificates(folder);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(IDENTITIES)('gives %s a certificate of the one authority, in its own name', (identity) => {
    const { ca, cert } = readCertificates(certificatesOf(folder, identity));
    const authority = new X509Certificate(ca);
    const own = new X509Certificate(cert);
    expect([authority.ca, own.ca, own.verify(authority.publicKey)]).toEqual([true, false, true]);
    expect(IDENTITIES.filter((name) => own.checkHost(name))).toEqual([identity]);
  });

  it('gives only the servers that clients know by address a certificate for this machine', () => {
    const atLoopback = IDENTITIES.filter((identity) =>
      new X509Certificate(certificate(identity)).checkIP('127.0.0.1'),
    );
    expect(atLoopback).toEqual(['nats', 'postgres']);
  });

  it('makes private keys that their owner alone can read', () => {
    const folders = ['authority', ...IDENTITIES].map((name) => join(folder, 'certificates', name));
    const modes = folders.map((one) => statSync(filesIn(one).keyFile).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('keeps certificates that are good', async () => {
    const before = all();
    await keepCertificates(folder);
    expect(all()).toEqual(before);
  });

  it('rotates every certificate and key, and keeps the authority', async () => {
    const before = all();
    const { ca, key } = readCertificates(certificatesOf(folder, 'gateway'));
    await rotateCertificates(folder);
    const after = readCertificates(certificatesOf(folder, 'gateway'));
    expect(all().filter((one) => before.includes(one))).toEqual([]);
    expect([after.ca.equals(ca), after.key.equals(key)]).toEqual([true, false]);
  });

  it('makes a certificate again that ends within 30 days, and one whose key is another', async () => {
    const authority = filesIn(join(folder, 'certificates/authority'));
    const signer = {
      certificate: readFileSync(authority.certFile, 'utf8'),
      key: readFileSync(authority.keyFile, 'utf8'),
    };
    const now = new Date().getTime();
    const { certificate: short, key } = await issueCertificate(signer, {
      name: 'gateway',
      notBefore: new Date(now - HOUR_MS),
      notAfter: new Date(now + 29 * 24 * HOUR_MS),
    });
    const gateway = filesIn(certificatesOf(folder, 'gateway'));
    writeFileSync(gateway.certFile, short);
    writeFileSync(gateway.keyFile, key);
    writeFileSync(filesIn(certificatesOf(folder, 'nats')).keyFile, key);
    const [dashboard] = [certificate('dashboard')];
    await keepCertificates(folder);
    expect(certificate('gateway')).not.toBe(short);
    expect(() => certificate('nats')).not.toThrow();
    expect(certificate('dashboard')).toBe(dashboard);
  });
});
