import { eventually } from '@ride-hailing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type RunningPair, startPostgresPair } from '../start-postgres-pair';

const LATE_MS = 1_500;

describe('a primary of Postgres with a synchronous standby', () => {
  let folder: string;
  let running: RunningPair;
  let clients: Client[] = [];

  const connect = async (connectionString: string): Promise<Client> => {
    const client = new Client({ connectionString, query_timeout: LATE_MS });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };
  const ask = async (url: string, statement: string): Promise<unknown[]> =>
    (await (await connect(url)).query({ text: statement, rowMode: 'array' })).rows.flat() as unknown[];
  const numbers = (url: string) => ask(url, 'SELECT n FROM kept ORDER BY n');
  const waits = async (url: string) => (await ask(url, 'SHOW synchronous_standby_names'))[0] === '*';

  const start = async (tls = false): Promise<void> => {
    running = await startPostgresPair({ folder, fsync: false, tls });
    await ask(running.primaryUrl, 'CREATE TABLE kept (n int PRIMARY KEY)');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postgres-pair-'));
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    clients = [];
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('acknowledges no commit that the standby lacks, and goes on alone on request until the standby is back', async () => {
    await start();
    const { pair, standby, primaryUrl, standbyUrl } = running;
    await ask(primaryUrl, 'INSERT INTO kept VALUES (1)');
    standby.freeze();
    await expect(ask(primaryUrl, 'INSERT INTO kept VALUES (2)')).rejects.toThrow('timeout');
    await expect(pair.alone('postgres-standby')).rejects.toThrow('the primary, which is postgres');

    await pair.alone('postgres');
    await ask(primaryUrl, 'INSERT INTO kept VALUES (3)');
    await standby.start();
    await standby.waitReady();
    await expect(pair.promote('postgres-standby')).rejects.toThrow('may lack commits');
    await eventually(() => waits(primaryUrl), { timeoutMs: 20_000 });
    await eventually(async () => (await numbers(standbyUrl)).length === 3);
  });

  it('promotes the standby without a loss, and the old primary comes back as a standby only', async () => {
    await start();
    const { pair, primary, standby, primaryUrl, standbyUrl } = running;
    await ask(primaryUrl, 'INSERT INTO kept VALUES (1)');
    primary.freeze();
    await pair.promote('postgres-standby');
    expect(primary.isRunning).toBe(false);
    await expect(pair.promote('postgres-standby')).rejects.toThrow('is the primary already');
    await ask(standbyUrl, 'INSERT INTO kept VALUES (2)');

    await primary.start();
    await primary.waitReady();
    expect(await ask(primaryUrl, 'SELECT pg_is_in_recovery()')).toEqual([true]);
    await expect(ask(primaryUrl, 'INSERT INTO kept VALUES (3)')).rejects.toThrow('read-only transaction');
    await eventually(() => pair.promote('postgres').then(() => true), { timeoutMs: 20_000 });
    expect(standby.isRunning).toBe(false);
    expect(await numbers(primaryUrl)).toEqual([1, 2]);
  });

  it('follows the primary, and comes back as a standby, where servers and clients show certificates', async () => {
    await start(true);
    const { pair, primary, primaryUrl, standbyUrl } = running;
    await ask(primaryUrl, 'INSERT INTO kept VALUES (1)');
    await pair.promote('postgres-standby');
    await primary.start();
    await primary.waitReady();
    await eventually(() => waits(standbyUrl), { timeoutMs: 20_000 });
    expect(await numbers(primaryUrl)).toEqual([1]);
  });

  it('remembers who is the primary when both are started again', async () => {
    await start();
    const { pair, primary, standby, standbyUrl } = running;
    await pair.promote('postgres-standby');
    await ask(standbyUrl, 'INSERT INTO kept VALUES (1)');
    await standby.stop();
    await expect(primary.start()).rejects.toThrow('postgres is made as a standby of postgres-standby');
    await pair.start();
    expect(await numbers(standbyUrl)).toEqual([1]);
    expect(await waits(standbyUrl)).toBe(true);
  });
});
