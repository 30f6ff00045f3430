import { PrimaryClient } from '@ride-hailing/addresses';
import { readCertificates } from '@ride-hailing/certificates';
import { eventually } from '@ride-hailing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { connect as connectTls, type SecureContextOptions } from 'node:tls';
import { inOwnPlace, type OwnPlaceOptions, type Place } from './own-place';
import { HOST } from './port-block';
import { dataFolderOf, type Servers, startServers } from './start-infrastructure';

describe('the servers of a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));

  afterAll(() => {
    for (const one of [dataFolderOf(folder), folder]) rmSync(one, { recursive: true, force: true });
  });

  /** Starts the servers on other ports than before, and stops them after the work. */
  const withServers = async (
    options: Pick<OwnPlaceOptions, 'cluster' | 'tls'>,
    work: (servers: Servers, place: Place) => Promise<void>,
  ): Promise<void> => {
    const running = await inOwnPlace({ folder, fsync: false, ...options }, async (place, owns) => {
      const servers = await startServers(place);
      owns(() => servers.stop());
      return { servers, place };
    });
    try {
      await work(running.servers, running.place);
    } finally {
      await running.stop();
    }
    expect(running.servers.processes.filter(({ isRunning }) => isRunning)).toEqual([]);
  };
  const ask = async (servers: Servers, statement: string): Promise<unknown[]> => {
    const client = new PrimaryClient(servers.adminDatabaseUrl());
    await client.connect();
    try {
      return (await client.query({ text: statement, rowMode: 'array' })).rows.flat() as unknown[];
    } finally {
      await client.end();
    }
  };

  it('keep their data and their roles after a stop of all, apart from the data of single servers', async () => {
    await withServers({ cluster: true }, async (servers) => {
      expect(servers.processes.map(({ name }) => name)).toEqual([
        ...['postgres', 'postgres-standby', 'nats-1', 'nats-2', 'nats-3'],
      ]);
      await ask(servers, 'CREATE TABLE kept (n int)');
      await servers.pair?.promote('postgres-standby');
      await eventually(() => ask(servers, 'INSERT INTO kept VALUES (1)'), { timeoutMs: 20_000 });
    });
    await withServers({ cluster: false }, async (servers) => {
      expect(servers.processes.map(({ name }) => name)).toEqual(['postgres', 'nats']);
      expect(await ask(servers, `SELECT to_regclass('kept')`)).toEqual([null]);
    });
    await withServers({ cluster: true }, async (servers) => {
      expect(await ask(servers, 'SELECT n FROM kept')).toEqual([1]);
      expect(servers.pair?.roleOf('postgres-standby')).toBe('primary');
      expect(await ask(servers, 'SELECT sync_state FROM pg_stat_replication')).toEqual(['sync']);
    });
  }, 180_000);

  /** What a server of NATS says to another one that logs in like this, until it ends the connection or takes it. */
  const joining = async (port: number, password: string, tls?: SecureContextOptions): Promise<string> => {
    const socket = tls ? connectTls({ port, host: HOST, ...tls }) : connect(port, HOST);
    let heard = '';
    socket.on('data', (data: Buffer) => (heard += data.toString()));
    socket.on('error', (error: Error) => (heard += error.message));
    const login = { user: 'route', pass: password, name: 'a-stranger', cluster: 'ride-hailing' };
    socket.write(`CONNECT ${JSON.stringify(login)}\r\nPING\r\n`);
    await eventually(() => socket.closed || heard.includes('PONG'));
    socket.destroy();
    return heard;
  };

  it.each([{ tls: false }, { tls: true }])(
    'let no other server in without the password of their routes, with %j',
    async ({ tls }) => {
      await withServers({ cluster: true, tls }, async (_servers, { ports, secrets, tlsFolder }) => {
        const shown = tlsFolder && readCertificates(tlsFolder('nats'));
        for (const { route } of ports.nats) {
          expect(await joining(route, secrets.natsRoutes, shown)).toContain('PONG');
          expect(await joining(route, secrets.nats.operator, shown)).toContain('Authorization Violation');
          if (tls) expect(await joining(route, secrets.natsRoutes)).not.toContain('PONG');
          if (shown) expect(await joining(route, secrets.natsRoutes, { ca: shown.ca })).not.toContain('PONG');
        }
      });
    },
    180_000,
  );
});
