import { Client, credentials, status } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { filesIn, readCertificates } from '@ride-hailing/certificates';
import { issueAuthority, issueInto, type Issued } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { EchoServiceDefinition } from '../test/echo-service';
import { checkHealth } from '../test/health-client';
import { TlsOwner } from '../test/tls-owner';
import { RemoteClient } from './remote-client';
import { clientTls } from './tls-credentials';

const HOUR_MS = 3_600_000;
const hours = (count: number) => new Date(Date.now() + count * HOUR_MS);
const VALID = { notBefore: hours(-2), notAfter: hours(2) };
const BUDGET_MS = 2_000;

describe('gRPC with certificates', () => {
  let root: string;
  let authority: Issued;
  const opened: (() => void)[] = [];
  const folderOf = (name: string) => join(root, name);
  const issue = (name: string, folder = name, signer = authority, validity = VALID) =>
    issueInto(folderOf(folder), signer, { name, ...validity });
  const owner = async (...given: ConstructorParameters<typeof TlsOwner>) => {
    const made = await new TlsOwner(...given).start();
    opened.push(() => made.stop());
    return made;
  };
  const caller = (url: string, tlsFolder: string | undefined) => {
    const remote = new RemoteClient(url, {
      ...{ target: 'ride-service', tlsFolder, retry: false, breaker: false },
    });
    opened.push(() => remote.close());
    const say = remote.unary(EchoServiceDefinition.say, { idempotent: true });
    return () => say({ text: 'hi' }, { budgetMs: BUDGET_MS });
  };
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) => error,
    );

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'grpc-tls-'));
    authority = await issueAuthority({ name: 'spec', ...VALID });
    for (const name of ['ride-service', 'driver-service', 'gateway']) await issue(name);
    const other = await issueAuthority({ name: 'spec', ...VALID });
    await issue('driver-service', 'stranger', other);
    copyFileSync(filesIn(folderOf('gateway')).caFile, filesIn(folderOf('stranger')).caFile);
    await issue('driver-service', 'expired', authority, { ...VALID, notAfter: hours(-1) });
  });

  afterEach(() => {
    for (const close of opened.splice(0).reverse()) close();
  });

  afterAll(() => rmSync(root, { recursive: true }));

  it('serves a caller whose certificate bears a name that is allowed', async () => {
    const rides = await owner(folderOf('ride-service'));
    expect(await caller(rides.url, folderOf('driver-service'))()).toEqual({ text: 'hi' });
    expect(rides.codes).toEqual(['OK']);
  });

  it('refuses another service of the same authority, and says who called and who may', async () => {
    const rides = await owner(folderOf('ride-service'));
    expect(await failure(caller(rides.url, folderOf('gateway'))())).toMatchObject({
      code: status.PERMISSION_DENIED,
      message: expect.stringContaining(
        'test.v1.EchoService may be called by driver-service, not by DNS:gateway',
      ) as string,
    });
    expect([rides.callers, rides.codes]).toEqual([[], ['PERMISSION_DENIED']]);
  });

  it.each([
    ['of another authority', 'stranger'],
    ['that has expired', 'expired'],
  ])('refuses a caller with a certificate %s', async (_which, folder) => {
    const rides = await owner(folderOf('ride-service'));
    expect(await failure(caller(rides.url, folderOf(folder))())).toMatchObject({ code: status.UNAVAILABLE });
    expect([rides.callers, rides.codes]).toEqual([[], []]);
  });

  it.each([
    ['without a certificate', () => credentials.createSsl(readFileSync(filesIn(folderOf('gateway')).caFile))],
    ['in the clear', () => credentials.createInsecure()],
  ])('refuses a caller %s', async (_which, make) => {
    const rides = await owner(folderOf('ride-service'));
    const client = new Client(rides.url, make(), { 'grpc.ssl_target_name_override': 'ride-service' });
    opened.push(() => client.close());
    const { path, requestSerialize, responseDeserialize } = EchoServiceDefinition.say;
    const deadline = { deadline: Date.now() + BUDGET_MS };
    const code = await new Promise((resolve) =>
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { text: 'hi' },
        deadline,
        (error) => resolve(error?.code),
      ),
    );
    expect(code).toBe(status.UNAVAILABLE);
    expect(rides.callers).toEqual([]);
  });

  it('calls no server of another service, though the same authority signed its certificate', async () => {
    const wrong = await owner(folderOf('gateway'));
    expect(await failure(caller(wrong.url, folderOf('driver-service'))())).toMatchObject({
      code: status.UNAVAILABLE,
    });
    expect(wrong.callers).toEqual([]);
  });

  it('sends nothing to a server in the clear', async () => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined).on('data', (data) => heard.push(data) && socket.destroy());
    }).listen(0, '127.0.0.1');
    opened.push(() => server.close());
    await once(server, 'listening');
    const call = caller(`127.0.0.1:${(server.address() as AddressInfo).port}`, folderOf('driver-service'));
    expect(await failure(call())).toMatchObject({ code: status.UNAVAILABLE });
    expect(heard.every((data) => data[0] === 0x16)).toBe(true);
    expect(heard.length).toBeGreaterThan(0);
  });

  it('finds the name of the service at each of several addresses', async () => {
    const both = [await owner(folderOf('ride-service')), await owner(folderOf('ride-service'))];
    const say = caller(both.map(({ url }) => url).join(), folderOf('driver-service'));
    await eventually(async () => {
      await say();
      return both.every(({ callers }) => callers.length > 0);
    });
  });

  it('answers questions about health to every service with a certificate', async () => {
    const rides = await owner(folderOf('ride-service'));
    const tls = clientTls(folderOf('gateway'), 'ride-service');
    expect(await checkHealth(rides.port, '', tls)).toBe('SERVING');
  });

  it('starts no server that has no list of who may call it', async () => {
    await expect(owner(folderOf('ride-service'), {})).rejects.toThrow(
      'test.v1.EchoService has certificates, and no list of who may call it',
    );
  });

  /** The fingerprint of the certificate that a new connection to the server meets. */
  const shownBy = async ({ port }: TlsOwner) => {
    const { ca, cert, key } = readCertificates(folderOf('gateway'));
    const socket = connect({ ...{ port, ca, cert, key }, servername: 'ride-service', ALPNProtocols: ['h2'] });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const rotating = async (change: () => Promise<void>, isDone: (rides: TlsOwner) => Promise<boolean>) => {
    const rides = await new TlsOwner(folderOf('ride-service')).start({
      'grpc.max_connection_age_ms': 200,
      'grpc.max_connection_age_grace_ms': 1_000,
    });
    opened.push(() => rides.stop());
    const remote = new RemoteClient(rides.url, {
      target: 'ride-service',
      tlsFolder: folderOf('driver-service'),
    });
    opened.push(() => remote.close());
    const say = remote.unary(EchoServiceDefinition.say, { idempotent: true });
    const failed: unknown[] = [];
    const call = () =>
      say({ text: 'hi' }, { budgetMs: BUDGET_MS }).catch((error: unknown) => failed.push(error));
    await call();
    await change();
    await eventually(async () => {
      await call();
      return isDone(rides);
    });
    expect(failed).toEqual([]);
  };

  it('uses new certificates on both sides for new connections, and fails no call meanwhile', async () => {
    let shown = '';
    await rotating(
      async () => {
        await issue('ride-service');
        await issue('driver-service');
      },
      async (rides) => {
        shown ||= rides.callers[0] ?? '';
        const server = new X509Certificate(readCertificates(folderOf('ride-service')).cert);
        const client = new X509Certificate(readCertificates(folderOf('driver-service')).cert);
        expect(shown).not.toBe(client.fingerprint256);
        return (
          rides.callers.at(-1) === client.fingerprint256 && (await shownBy(rides)) === server.fingerprint256
        );
      },
    );
  });

  it('keeps the last certificates while the key is not the one of the certificate', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    await rotating(
      async () =>
        copyFileSync(filesIn(folderOf('gateway')).keyFile, filesIn(folderOf('ride-service')).keyFile),
      async () => warned.mock.calls.length > 0,
    );
    expect(warned.mock.calls).toEqual([
      ['TLS_FOLDER has a tls.key that is not the key of its tls.crt: the last certificates stay in use'],
    ]);
    await issue('ride-service');
  });
});
