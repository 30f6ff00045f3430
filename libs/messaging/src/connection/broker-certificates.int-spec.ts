import { filesIn, readCertificates } from '@ride-hailing/certificates';
import {
  certificatesOf,
  type Infrastructure,
  issueAuthority,
  issueInto,
  rotateServers,
  startInfrastructure,
} from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { connect } from 'nats';
import { Broker, connectionOptions } from './broker';
import { MessagingEvents } from './messaging-events';

jest.setTimeout(60_000);

const at = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const VALID = { notBefore: at(-2), notAfter: at(2) };

/** The fingerprint of the certificate that a new connection to the broker meets. */
async function shownBy(url: string, tlsFolder: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const plain = connectTcp(Number(port), hostname);
  await once(plain, 'data');
  const { ca, cert, key } = readCertificates(tlsFolder);
  const socket = connectTls({ socket: plain, ca, cert, key });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

/** What the broker answers to a login that is sent without encryption, until it ends the connection. */
async function inTheClear({
  url,
  user,
  password,
}: {
  url: string;
  user: string;
  password: string;
}): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname).on('error', () => undefined);
  const heard: Buffer[] = [];
  socket.on('data', (data: Buffer) => heard.push(data));
  await once(socket, 'data');
  const login = { user, pass: password, lang: 'spec', version: '1', verbose: false, pedantic: false };
  socket.write(`CONNECT ${JSON.stringify(login)}\r\nPING\r\n`);
  await once(socket, 'close');
  return Buffer.concat(heard).toString();
}

describe('a broker with certificates', () => {
  let folder: string;
  let infrastructure: Infrastructure;
  const folderOf = (name: string) => join(folder, name);
  const own = () => certificatesOf(folder, 'ride-service');
  const login = (tlsFolder: string | undefined) => ({
    ...{ url: infrastructure.natsUrl, name: 'spec', tlsFolder },
    ...infrastructure.credentials('ride-service'),
  });
  const refusal = (options: Parameters<typeof connect>[0]) =>
    connect(options).then(
      (nats) => nats.close().then(() => 'connected'),
      (error: Error) => error.message,
    );

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'broker-certificates-'));
    infrastructure = await startInfrastructure({ folder, fsync: false, tls: true });
    const { certFile, keyFile } = filesIn(folderOf('certificates/authority'));
    const authority = { certificate: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    const expired = { name: 'ride-service', ...VALID, notAfter: at(-1) };
    await issueInto(folderOf('expired'), authority, expired);
    const other = await issueAuthority({ name: 'other', ...VALID });
    await issueInto(folderOf('stranger'), other, { name: 'ride-service', ...VALID });
    copyFileSync(filesIn(own()).caFile, filesIn(folderOf('stranger')).caFile);
    await issueInto(folderOf('gullible'), other, { name: 'ride-service', ...VALID });
  });

  afterAll(async () => {
    await infrastructure.stop();
    rmSync(folder, { recursive: true });
  });

  it('takes a client with a certificate and the password of its user', async () => {
    expect(await refusal(connectionOptions(login(own())))).toBe('connected');
    expect(await refusal({ ...connectionOptions(login(own())), pass: 'wrong' })).toMatch(/Authorization/i);
  });

  it.each(['stranger', 'expired'])(
    'refuses the certificate of %s, though the password is right',
    async (who) => {
      expect(await refusal(connectionOptions(login(folderOf(who))))).not.toBe('connected');
    },
  );

  it('refuses a client without a certificate, and one in the clear', async () => {
    const { caFile } = filesIn(own());
    expect(await refusal({ ...connectionOptions(login(own())), tls: { caFile } })).not.toBe('connected');
    expect(await inTheClear(login(undefined))).not.toContain('PONG');
  });

  it("gets no password of a client whose authority has not signed the broker's certificate", async () => {
    expect(await refusal(connectionOptions(login(folderOf('gullible'))))).toMatch(/self-signed|unable to/);
  });

  it('shows new certificates to new connections, and keeps the connections that there are', async () => {
    const events = new MessagingEvents();
    const lost: unknown[] = [];
    events.on('disconnected', (why) => lost.push(why));
    const broker = new Broker(login(own()), events);
    broker.start();
    try {
      await broker.whenConnected(10_000);
      const before = await shownBy(infrastructure.natsUrl, own());
      const { nats, postgres, dataFolder } = infrastructure;
      await rotateServers({ folder, dataFolder, pids: [nats.pid ?? 0, postgres.pid ?? 0] });
      await eventually(async () => (await shownBy(infrastructure.natsUrl, own())) !== before);
      expect(await refusal(connectionOptions(login(own())))).toBe('connected');
      expect([await broker.flush(), lost]).toEqual([true, []]);
    } finally {
      await broker.close();
    }
  });
});
