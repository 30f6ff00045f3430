import { readCertificates } from '@ride-hailing/certificates';
import type { Metrics } from './metrics.service';

/** Shows for how long the certificate of a folder is still valid, by this machine's clock. */
export function observeCertificate(metrics: Metrics, folder: string): void {
  let { expiresAt } = readCertificates(folder);
  metrics.gauge({
    name: 'certificate_expires_in_seconds',
    help: 'Seconds until the certificate of TLS_FOLDER expires',
    collect() {
      try {
        ({ expiresAt } = readCertificates(folder));
      } catch {
        // The files are just being replaced, or damaged: the last certificate is the one in use.
      }
      this.set((expiresAt.getTime() - new Date().getTime()) / 1_000);
    },
  });
}
