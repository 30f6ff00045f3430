import { Module } from '@nestjs/common';
import { PrimaryClient } from '@ride-hailing/addresses';
import { type RunningPair, startPostgresPair } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { CreateNotes1700000000000, Note, NotesModule } from '../../test/note';
import { createLogger } from '../logging/logger';
import { isDatabaseUnavailable } from '../problems/database.errors';
import { type RunningService, startService } from '../run/start-service';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';

jest.setTimeout(60_000);

const WITHIN_MS = 2_000;
const hostOf = (url: string): string => new URL(url).host;
const PORT = 'SELECT inet_server_port() AS port';

function startNotes(url: string): Promise<RunningService> {
  const options = { url, name: 'notes', entities: [Note], migrations: [CreateNotes1700000000000] };
  @Module({ imports: [DatabaseModule.forRoot(options), NotesModule] })
  class AppModule {}
  const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 3_000 };
  const logger = createLogger({ name: 'notes', level: 'silent' });
  return startService({ name: 'notes', module: AppModule, config, logger });
}

describe('an address with several hosts of Postgres', () => {
  let folder: string;
  let pair: RunningPair;
  let silent: Server;
  let pools: Pool[] = [];

  /** The primary's address with these hosts. */
  const listing = (...urls: string[]): string =>
    pair.primaryUrl.replace(hostOf(pair.primaryUrl), urls.map(hostOf).join(',')) +
    '?target_session_attrs=read-write';
  const poolAt = (connectionString: string, max = 3): Pool => {
    const limits = { max, connectionTimeoutMillis: WITHIN_MS, query_timeout: WITHIN_MS };
    const pool = new Pool({ connectionString, ...limits, Client: PrimaryClient });
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  const portsOf = async (pool: Pool, connections: number): Promise<string[]> => {
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
    const answers = await Promise.all(clients.map((client) => client.query<{ port: number }>(PORT)));
    for (const client of clients) client.release();
    return answers.map(({ rows }) => String(rows[0]?.port));
  };
  const portOf = (url: string): string => new URL(url).port;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'several-hosts-'));
    pair = await startPostgresPair({ folder, fsync: false });
    silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    pools = [];
  });
  afterAll(async () => {
    silent.close();
    await pair.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const silentUrl = (): string => `postgres://127.0.0.1:${(silent.address() as AddressInfo).port}`;

  it('leads each connection to the primary, wherever the list has it', async () => {
    const port = portOf(pair.primaryUrl);
    for (const urls of [
      [pair.standbyUrl, pair.primaryUrl],
      [pair.primaryUrl, pair.standbyUrl],
    ]) {
      expect(await portsOf(poolAt(listing(...urls)), 3)).toEqual([port, port, port]);
    }
  });

  it.each(['read-write', 'primary'])(
    'refuses to stay at a standby that is listed alone as %s',
    async (session) => {
      const client = new PrimaryClient(`${pair.standbyUrl}?target_session_attrs=${session}`);
      await expect(client.connect()).rejects.toMatchObject({ code: 'NO_PRIMARY' });
      const pool = poolAt(listing(pair.standbyUrl, pair.standbyUrl));
      const error: unknown = await pool.query(PORT).catch((reason: unknown) => reason);
      expect([isDatabaseUnavailable(error), pool.totalCount]).toEqual([true, 0]);
      expect(String(error)).toContain(`${hostOf(pair.standbyUrl)}: is a standby, or read-only`);
    },
  );

  it('loses only half of the time limit to a host that does not answer', async () => {
    const startedAt = performance.now();
    const pool = poolAt(listing(silentUrl(), pair.primaryUrl));
    expect(await portsOf(pool, 2)).toEqual([portOf(pair.primaryUrl), portOf(pair.primaryUrl)]);
    expect(performance.now() - startedAt).toBeLessThan(WITHIN_MS);
  });

  it('fails in time and leaves no connection behind when no host answers', async () => {
    const pool = poolAt(listing(silentUrl(), silentUrl()));
    const asking = Array.from({ length: 6 }, () => pool.query(PORT).catch((reason: unknown) => reason));
    const startedAt = performance.now();
    expect((await Promise.all(asking)).map(isDatabaseUnavailable)).toEqual(asking.map(() => true));
    expect(performance.now() - startedAt).toBeLessThan(4 * WITHIN_MS);
    await eventually(() => pool.totalCount === 0);
  });

  it('stops to look for the primary when the client is ended', async () => {
    const client = new PrimaryClient({
      connectionString: listing(silentUrl(), pair.primaryUrl),
      connectionTimeoutMillis: 30_000,
    });
    const connecting = client.connect().catch((reason: unknown) => reason);
    await client.end();
    expect(isDatabaseUnavailable(await connecting)).toBe(true);
  });

  it('names the reason of Postgres when it refuses the login', async () => {
    const url = listing(pair.standbyUrl, pair.primaryUrl).replace(/\/\/postgres:[^@]*@/, '//postgres:wrong@');
    await expect(new PrimaryClient(url).connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('answers again, through the same pools, after the primary is lost and the standby is promoted', async () => {
    const url = listing(pair.standbyUrl, pair.primaryUrl);
    const service = await startNotes(url);
    const standby = new Client(pair.standbyUrl);
    try {
      await service.app.get(Database).whenReady();
      const bare = poolAt(url);
      await bare.query(`INSERT INTO notes VALUES (1, 'before')`);
      await standby.connect();
      await eventually(async () => (await standby.query('SELECT FROM notes')).rowCount === 1);
      const status = async (path: string) => (await fetch(`${service.url}${path}`)).status;
      expect(await status('/notes')).toBe(200);

      await pair.primary.kill();
      const failed: unknown = await bare.query('SELECT 1').catch((reason: unknown) => reason);
      expect(isDatabaseUnavailable(failed)).toBe(true);
      await eventually(async () => (await status('/health/ready')) === 503);
      expect(await status('/notes')).toBe(503);

      await standby.query('SELECT pg_promote()');
      await eventually(() => bare.query(`INSERT INTO notes VALUES (2, 'after')`), { timeoutMs: 10_000 });
      await eventually(async () => (await status('/health/ready')) === 200, { timeoutMs: 10_000 });
      expect(await (await fetch(`${service.url}/notes`)).json()).toEqual([
        { id: 1, text: 'before' },
        { id: 2, text: 'after' },
      ]);
      const ports = await portsOf(service.app.get(Database).pool, 3);
      expect(new Set(ports)).toEqual(new Set([portOf(pair.standbyUrl)]));
    } finally {
      await standby.end();
      await service.stop();
    }
  });
});
