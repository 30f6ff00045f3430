import { PrimaryClient } from '@ride-hailing/addresses';
import { eventually } from '@ride-hailing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inOwnPlace } from './own-place';
import { dataFolderOf, type Servers, startServers } from './start-infrastructure';

describe('the servers of a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));

  afterAll(() => {
    for (const one of [dataFolderOf(folder), folder]) rmSync(one, { recursive: true, force: true });
  });

  /** Starts the servers on other ports than before, and stops them after the work. */
  const withServers = async (cluster: boolean, work: (servers: Servers) => Promise<void>): Promise<void> => {
    const running = await inOwnPlace({ folder, cluster, fsync: false }, async (place, owns) => {
      const servers = await startServers(place);
      owns(() => servers.stop());
      return { servers };
    });
    try {
      await work(running.servers);
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
    await withServers(true, async (servers) => {
      expect(servers.processes.map(({ name }) => name)).toEqual([
        ...['postgres', 'postgres-standby', 'nats-1', 'nats-2', 'nats-3'],
      ]);
      await ask(servers, 'CREATE TABLE kept (n int)');
      await servers.pair?.promote('postgres-standby');
      await eventually(() => ask(servers, 'INSERT INTO kept VALUES (1)'), { timeoutMs: 20_000 });
    });
    await withServers(false, async (servers) => {
      expect(servers.processes.map(({ name }) => name)).toEqual(['postgres', 'nats']);
      expect(await ask(servers, `SELECT to_regclass('kept')`)).toEqual([null]);
    });
    await withServers(true, async (servers) => {
      expect(await ask(servers, 'SELECT n FROM kept')).toEqual([1]);
      expect(servers.pair?.roleOf('postgres-standby')).toBe('primary');
      expect(await ask(servers, 'SELECT sync_state FROM pg_stat_replication')).toEqual(['sync']);
    });
  }, 180_000);
});
