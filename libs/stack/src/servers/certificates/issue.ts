import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';

/** A certificate and its private key, both PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is for. */
export interface Subject {
  readonly name: string;
  /** True for a server that clients know by its address, which is on this machine. */
  readonly atLoopback?: boolean;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const LOOPBACK = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
] as const;

/** Loaded only by those that make certificates, since it takes longer than the rest of a command. */
async function library() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

/** A positive number, as the standard asks. */
const serialNumber = () => `00${randomBytes(16).toString('hex')}`;

const titleOf = (name: string) => `CN=${name}`;

/** Makes an authority, which signs its own certificate and may sign those of others. */
export async function issueAuthority({ name, notBefore, notAfter }: Subject): Promise<Issued> {
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } =
    await library();
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: titleOf(name), keys, serialNumber: serialNumber(), notBefore, notAfter },
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
}

/** Makes a certificate for both ends of a connection, signed by the authority. */
export async function issueCertificate(authority: Issued, subject: Subject): Promise<Issued> {
  const { name, atLoopback = false, notBefore, notAfter } = subject;
  const x509 = await library();
  const keys = await makeKeys();
  const der = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', new Uint8Array(der), ALGORITHM, false, [
    'sign',
  ]);
  const certificate = await x509.X509CertificateGenerator.create({
    ...{ subject: titleOf(name), serialNumber: serialNumber(), notBefore, notAfter },
    issuer: new x509.X509Certificate(authority.certificate).subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: name },
        ...(atLoopback ? LOOPBACK : []),
      ]),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await keyPem(keys.privateKey) };
}
