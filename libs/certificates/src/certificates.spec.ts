import { issueAuthority, issueInto } from '@ride-hailing/stack';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultOfCertificates, filesIn, readCertificates } from './certificates';

const HOUR_MS = 3_600_000;
const hours = (count: number) => new Date(new Date().getTime() + count * HOUR_MS);

describe('the certificates of a folder', () => {
  let folder: string;

  const put = async (notAfter: Date) => {
    const validity = { notBefore: hours(-2), notAfter };
    const authority = await issueAuthority({ name: 'spec', ...validity });
    await issueInto(folder, authority, { name: 'gateway', ...validity });
    return authority;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read together with the time at which they expire', async () => {
    const notAfter = hours(1);
    await put(notAfter);
    const read = readCertificates(folder);
    expect(faultOfCertificates(folder)).toBeUndefined();
    expect(new X509Certificate(read.cert).checkPrivateKey(createPrivateKey(read.key))).toBe(true);
    expect(Math.abs(read.expiresAt.getTime() - notAfter.getTime())).toBeLessThan(1_000);
  });

  it('have the fault that a file is missing', () => {
    expect(faultOfCertificates(folder)).toBe('holds no ca.crt');
    expect(faultOfCertificates(join(folder, 'nowhere'))).toBe('holds no ca.crt');
  });

  it('have the fault that a file holds something else, whose content the message does not repeat', async () => {
    await put(hours(1));
    writeFileSync(filesIn(folder).keyFile, 'content');
    expect(faultOfCertificates(folder)).toBe('has a tls.key that is no readable private key');
  });

  it('have the fault that the key is the one of another certificate', async () => {
    const authority = await put(hours(1));
    writeFileSync(filesIn(folder).keyFile, authority.key);
    expect(faultOfCertificates(folder)).toBe('has a tls.key that is not the key of its tls.crt');
  });

  it('have the fault that the certificate has expired', async () => {
    await put(hours(-1));
    expect(faultOfCertificates(folder)).toMatch(/^has a tls\.crt that expired at 20/);
  });
});
