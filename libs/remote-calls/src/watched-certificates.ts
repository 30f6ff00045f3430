import type { experimental } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { type Certificates, readCertificates } from '@ride-hailing/certificates';

type CaListener = experimental.CaCertificateUpdateListener;
type IdentityListener = experimental.IdentityCertificateUpdateListener;

const LOOK_EVERY_MS = 1_000;

/**
 * Reads the certificates of a folder every second while a client or a server listens, so that new connections use new
 * ones without a restart. Keeps the last good ones while the files are incomplete. (The watcher of grpc-js itself takes
 * over a key that is not the certificate's, and then refuses all connections.)
 */
export class WatchedCertificates implements experimental.CertificateProvider {
  private readonly logger = new Logger('gRPC');
  private readonly caListeners = new Set<CaListener>();
  private readonly identityListeners = new Set<IdentityListener>();
  private timer: NodeJS.Timeout | undefined;
  private latest: Certificates;
  private fault: string | undefined;

  /** @throws Error when the folder has no certificates that can be used */
  constructor(private readonly folder: string) {
    this.latest = readCertificates(folder);
  }

  addCaCertificateListener(listener: CaListener): void {
    this.caListeners.add(listener);
    this.watch();
    process.nextTick(() => this.tellCa([listener]));
  }

  removeCaCertificateListener(listener: CaListener): void {
    this.caListeners.delete(listener);
    this.rest();
  }

  addIdentityCertificateListener(listener: IdentityListener): void {
    this.identityListeners.add(listener);
    this.watch();
    process.nextTick(() => this.tellIdentity([listener]));
  }

  removeIdentityCertificateListener(listener: IdentityListener): void {
    this.identityListeners.delete(listener);
    this.rest();
  }

  private watch(): void {
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  private rest(): void {
    if (this.caListeners.size + this.identityListeners.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    try {
      const found = readCertificates(this.folder);
      this.fault = undefined;
      const { ca, cert, key } = this.latest;
      if (found.ca.equals(ca) && found.cert.equals(cert) && found.key.equals(key)) return;
      this.latest = found;
      this.logger.log(`New certificates, valid until ${found.expiresAt.toISOString()}`);
      this.tellCa(this.caListeners);
      this.tellIdentity(this.identityListeners);
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.fault)
        this.logger.warn(`TLS_FOLDER ${message}: the last certificates stay in use`);
      this.fault = message;
    }
  }

  private tellCa(listeners: Iterable<CaListener>): void {
    for (const listener of listeners) listener({ caCertificate: this.latest.ca });
  }

  private tellIdentity(listeners: Iterable<IdentityListener>): void {
    const { cert: certificate, key: privateKey } = this.latest;
    for (const listener of listeners) listener({ certificate, privateKey });
  }
}
