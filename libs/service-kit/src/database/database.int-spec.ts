import { Logger, Module } from '@nestjs/common';
import { integrationInfrastructure } from '@ride-hailing/stack';
import { Client } from 'pg';
import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { FaultProxy } from '../../test/fault-proxy';
import { CreateNotes1700000000000, Note, NotesModule } from '../../test/note';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from '../run/start-service';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 3_000 };
const IS_TRIAL = `SELECT FROM pg_namespace WHERE nspname LIKE 'set_aside_%'`;
const logger = createLogger({ name: 'notes', level: 'silent' });

function startNotes(url: string, migration: new () => MigrationInterface = CreateNotes1700000000000) {
  @Module({
    imports: [
      DatabaseModule.forRoot({
        url,
        name: 'notes',
        entities: [Note],
        migrations: [migration],
        statementTimeoutMs: 400,
      }),
      NotesModule,
    ],
  })
  class AppModule {}
  return startService({ name: 'notes', module: AppModule, config, logger });
}

async function eventually(what: string, holds: () => Promise<boolean>, limitMs = 10_000): Promise<number> {
  const startedAt = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Math.round(performance.now() - startedAt);
}

describe('a service and its database', () => {
  let database: { url: string; drop(): Promise<void> };
  let proxy: FaultProxy;
  let service: RunningService;

  const get = (path: string) => fetch(`${service.url}${path}`);
  const readiness = async () => (await get('/health/ready')).status;
  const isReady = async () => (await readiness()) === 200;
  const isNotReady = async () => (await readiness()) === 503;

  beforeAll(async () => {
    database = await integrationInfrastructure().createDatabase();
    const { hostname, port } = new URL(database.url);
    proxy = new FaultProxy({ host: hostname, port: Number(port) });
    await proxy.up();
    await proxy.down();
    service = await startNotes(proxy.through(database.url));
  });

  afterAll(async () => {
    await service.stop();
    await proxy.down();
    await database.drop();
  });

  it('listens without its database: health and metrics answer, and everything else answers 503', async () => {
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/metrics')).status).toBe(200);
    const ready = await get('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'not-ready', checks: { database: { ok: false } } });
    const notes = await get('/notes');
    expect(notes.status).toBe(503);
    expect(notes.headers.get('retry-after')).toBe('1');
    expect(() => service.app.get(Database).pool).toThrow('not ready');
  });

  it('connects when the database appears, migrates, and becomes ready', async () => {
    const whenReady = service.app.get(Database).whenReady();
    await proxy.up();
    await whenReady;
    await eventually('ready', isReady);
    expect(await (await get('/notes')).json()).toEqual([]);
  }, 15_000);

  it('limits every statement of the pool', async () => {
    const { rows } = await service.app
      .get(Database)
      .pool.query<{ statement_timeout: string }>('SHOW statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '400ms' }]);
    const startedAt = performance.now();
    expect((await get('/notes/slow')).status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('answers a fault of the data with 500 and stays ready', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${service.url}/notes`, { method: 'POST', headers, body: '{"id":1}' });
    expect(response.status).toBe(500);
    expect(await readiness()).toBe(200);
  });

  it('is not ready within 2 s of an outage, answers 503 during it, and is ready within 2 s of its end', async () => {
    const pool = service.app.get(Database).pool;
    const held = await pool.connect();
    await held.query('BEGIN');
    await proxy.down();
    const noticedMs = await eventually('not ready', isNotReady);
    expect((await get('/notes')).status).toBe(503);
    await expect(held.query('COMMIT')).rejects.toThrow();
    held.release(true);

    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect((await get('/notes')).status).toBe(503);
    await proxy.up();
    const backMs = await eventually('ready', isReady);
    expect((await get('/notes')).status).toBe(200);
    console.info(`outage noticed after ${noticedMs} ms, ready ${backMs} ms after its end`);
    expect(noticedMs).toBeLessThan(2_000);
    expect(backMs).toBeLessThan(2_000);
  }, 20_000);

  it('notices a database that hangs, gives every request an answer, and recovers', async () => {
    proxy.freeze(true);
    const startedAt = performance.now();
    expect((await get('/notes')).status).toBe(503);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    await eventually('not ready', isNotReady, 2_500);
    proxy.freeze(false);
    await eventually('ready', isReady, 3_000);
    await eventually('answers', async () => (await get('/notes')).status === 200, 3_000);
  }, 20_000);

  it('gives up a transaction and its connection after one unanswered statement, without another time-out for the rollback', async () => {
    const { dataSource, pool } = service.app.get(Database);
    await eventually('idle connections', async () => pool.idleCount > 0);
    proxy.freeze(true);
    const startedAt = performance.now();
    const work = dataSource.transaction((manager) => manager.query('SELECT 1'));
    await expect(work).rejects.toThrow('Query read timeout');
    // The server limits a statement to 400 ms, and the client to half a second more.
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    proxy.freeze(false);
    await eventually('ready', isReady, 3_000);
    const again = performance.now();
    const rows: unknown = await dataSource.transaction((manager) => manager.query('SELECT 1 AS one'));
    expect(rows).toEqual([{ one: 1 }]);
    expect(performance.now() - again).toBeLessThan(900);
  }, 15_000);

  it('recovers when the server ends all its connections', async () => {
    const admin = new Client(database.url);
    await admin.connect();
    await Promise.all([get('/notes'), get('/notes'), get('/notes')]);
    await admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await admin.end();
    await eventually('answers', async () => (await get('/notes')).status === 200, 3_000);
    await eventually('ready', isReady, 3_000);
  }, 10_000);
});

describe('several instances that start together', () => {
  it('runs each migration once when several instances start together', async () => {
    const database = await integrationInfrastructure().createDatabase();
    const seen = { runs: 0, atOnce: 0, mostAtOnce: 0 };
    class CountRuns1700000000000 extends CreateNotes1700000000000 {
      override async up(runner: QueryRunner): Promise<void> {
        // A trial run, which shows what the migration makes and is rolled back, does not count.
        const isTrial = (await runner.query(IS_TRIAL)) as unknown[];
        if (isTrial.length > 0) return super.up(runner);
        seen.runs += 1;
        seen.atOnce += 1;
        seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
        await super.up(runner).finally(() => (seen.atOnce -= 1));
      }
    }
    const warned = jest.spyOn(Logger.prototype, 'warn');
    const services = await Promise.all([1, 2, 3].map(() => startNotes(database.url, CountRuns1700000000000)));
    await Promise.all(services.map(({ app }) => app.get(Database).whenReady()));
    const applied = await services[0]?.app.get(Database).pool.query('SELECT name FROM migrations');
    expect(applied?.rows).toEqual([{ name: 'CountRuns1700000000000' }]);
    // The losers of a race would fail and retry: that all are ready in the end does not show that they took turns.
    expect(seen).toEqual({ runs: 1, atOnce: 0, mostAtOnce: 1 });
    const failures = warned.mock.calls.filter(([line]) => typeof line !== 'string');
    warned.mockRestore();
    expect(failures).toEqual([]);
    await Promise.all(services.map((service) => service.stop()));
    await database.drop();
  }, 20_000);

  it('stops waiting for the database when the service stops first', async () => {
    const service = await startNotes('postgres://nobody@127.0.0.1:1/none');
    const waiting = expect(service.app.get(Database).whenReady()).rejects.toThrow('stopping');
    const tookMs = await service.stop();
    await waiting;
    expect(tookMs).toBeLessThan(2_000);
  });
});
