import { filesIn } from '@ride-hailing/certificates';
import { type Issued, issueAuthority, issueInto } from '@ride-hailing/stack';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { observeCertificate } from './certificate-metrics';
import { Metrics } from './metrics.service';

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);

describe('the metric of a certificate', () => {
  let folder: string;
  let authority: Issued;
  const issue = (seconds: number) =>
    issueInto(folder, authority, {
      name: 'gateway',
      notBefore: inSeconds(-60),
      notAfter: inSeconds(seconds),
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certificate-metrics-'));
    const validity = { notBefore: inSeconds(-60), notAfter: inSeconds(86_400) };
    authority = await issueAuthority({ name: 'spec', ...validity });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('shows the seconds that are left, of the newest certificate that could be read', async () => {
    await issue(1_000);
    const metrics = new Metrics();
    observeCertificate(metrics, folder);
    const left = async () => {
      const [, value] =
        /^certificate_expires_in_seconds (\S+)$/m.exec(await metrics.registry.metrics()) ?? [];
      return Number(value);
    };
    expect(Math.abs((await left()) - 1_000)).toBeLessThan(10);
    await issue(5_000);
    expect(Math.abs((await left()) - 5_000)).toBeLessThan(10);
    rmSync(filesIn(folder).keyFile);
    expect(Math.abs((await left()) - 5_000)).toBeLessThan(10);
  });
});
