import { Module } from '@nestjs/common';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { catalogueLines, eventually, everyDeletion } from '@ride-hailing/testing';
import { Client } from 'pg';
import { CreateLibrary1700000000001, PublishLibrary1700000000002 } from '../../test/library';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from '../run/start-service';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';
import { restoreSchema } from './restore-schema';

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 3_000 };
const MIGRATIONS = [CreateLibrary1700000000001, PublishLibrary1700000000002];

interface Ready {
  readonly status: string;
  readonly checks: Record<string, { ok: boolean; required?: boolean; reason?: string }>;
}

describe('what is deleted in the database of a running service', () => {
  let spec: SpecDatabase;
  let service: RunningService;
  let client: Client;
  let whole: string[];
  const said: string[] = [];

  const query = async (statement: string) => (await client.query<object>(statement)).rows;
  const ready = async () => (await (await fetch(`${service.url}/health/ready`)).json()) as Ready;
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
  const restore = (migrations = MIGRATIONS) => {
    said.length = 0;
    return restoreSchema({ url: spec.url, name: 'library', migrations }, (line) => said.push(line));
  };
  const untilRestored = () => eventually(async () => (await ready()).checks['database-objects']?.ok === true);
  const untilReported = (reason: string) =>
    eventually(async () => {
      const report = await ready();
      return report.checks['database-objects']?.reason?.includes(reason) === true && report;
    });

  beforeAll(async () => {
    spec = await integrationInfrastructure().createDatabase();
    @Module({
      imports: [
        DatabaseModule.forRoot({
          url: spec.url,
          entities: [],
          migrations: MIGRATIONS,
          lookEveryMs: 100,
          worksWithout: ['public.readers'],
        }),
      ],
    })
    class AppModule {}
    const logger = createLogger({ name: 'library', level: 'silent' });
    service = await startService({ name: 'library', module: AppModule, config, logger });
    await service.app.get(Database).whenReady();
    client = new Client({ connectionString: spec.url });
    await client.connect();
    whole = await catalogueLines(query);
  });

  afterAll(async () => {
    await client.end();
    await service.stop();
    await spec.drop();
  });

  it('reports each deleted object, and restores it exactly as it was', async () => {
    await untilRestored();
    const deletions = await everyDeletion(query);
    expect(deletions.length).toBeGreaterThan(10);
    for (const { what, statement } of deletions) {
      await client.query(statement);
      await eventually(async () => !(await ready()).checks['database-objects']?.ok);
      expect({ what, left: await restore() }).toEqual({ what, left: 0 });
      expect({ what, lines: await catalogueLines(query) }).toEqual({ what, lines: whole });
      await untilRestored();
    }
  }, 120_000);

  it('is not ready without a table that the service needs, and shows the table in a metric', async () => {
    await client.query('DROP TABLE books CASCADE');
    const report = await untilReported('table public.books: missing');
    expect(report).toMatchObject({ status: 'not-ready', checks: { 'database-objects': { required: true } } });
    expect(report.checks['database-objects']?.reason).toBe(
      'table public.books: missing, foreign key public.readers.readers_book_fkey: missing, ' +
        'view published.titles: missing; npm run provision makes it again',
    );
    expect(await metrics()).toContain(
      'database_objects_missing{object="table public.books",fault="missing"} 1',
    );
    expect(await restore()).toBe(0);
    expect(said).toContain('table public.books: made again, without what was in it');
    await untilRestored();
    expect(await metrics()).not.toContain('database_objects_missing{');
    expect((await ready()).status).toBe('ready');
  });

  it.each([
    ['an index', 'DROP INDEX books_title', 'index public.books_title: missing'],
    ['a table that it works without', 'DROP TABLE readers', 'table public.readers: missing'],
    ['the list of migrations', 'DROP TABLE migrations', 'table public.migrations: missing'],
    ['a column', 'ALTER TABLE books DROP COLUMN pages CASCADE', 'column public.books.pages: missing'],
  ])('reports the loss of %s, and stays ready', async (_what, statement, reason) => {
    await client.query(statement);
    expect(await untilReported(reason)).toMatchObject({
      status: 'ready',
      checks: { 'database-objects': { ok: false, required: false } },
    });
    expect(await restore()).toBe(0);
    await untilRestored();
  });

  it('leaves rows and existing objects alone, and names those that differ', async () => {
    await client.query(`INSERT INTO books (title, pages) VALUES ('Pachinko', 490)`);
    await client.query('ALTER TABLE books ALTER COLUMN pages DROP NOT NULL');
    await untilReported('column public.books.pages: different');
    expect(await restore()).toBe(1);
    expect(said).toEqual(['column public.books.pages: different, and left so']);
    expect(await query('SELECT title FROM books')).toEqual([{ title: 'Pachinko' }]);
    await client.query('ALTER TABLE books ALTER COLUMN pages SET NOT NULL');
  });

  it('restores what the rows allow, and reports the rest', async () => {
    await client.query('DROP INDEX books_isbn; DROP INDEX books_title');
    await client.query(`INSERT INTO books (title, pages, isbn) VALUES ('A', 1, 'same'), ('B', 1, 'same')`);
    expect(await restore()).toBe(1);
    expect(said).toContain('index public.books_title: made again');
    expect(said.join('\n')).toMatch(
      /index public.books_isbn: cannot be made again: could not create unique index/,
    );
    await client.query(`DELETE FROM books WHERE title = 'B'`);
    expect(await restore()).toBe(0);
    expect(await catalogueLines(query)).toEqual(whole);
  });

  it('completes an index that was left half built', async () => {
    const admin = new Client({ connectionString: spec.adminUrl });
    await admin.connect();
    await admin.query(`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'books_title'::regclass`);
    await admin.end();
    await untilReported('index public.books_title: unusable');
    expect(await restore()).toBe(0);
    await untilRestored();
  });

  it('restores nothing for a release whose migrations are pending, or that is older than the database', async () => {
    await client.query('DROP INDEX books_title');
    await expect(restore([CreateLibrary1700000000001])).rejects.toThrow(
      'a newer release has migrated, and can restore: PublishLibrary1700000000002',
    );
    await client.query(`DELETE FROM migrations WHERE name LIKE 'Publish%'`);
    await expect(restore()).rejects.toThrow(
      'migrations are pending, and run when the service starts: Publish',
    );
    await client.query('TRUNCATE migrations');
    expect(await restore()).toBe(0);
    expect(await query('SELECT name FROM migrations ORDER BY id')).toEqual(
      MIGRATIONS.map(({ name }) => ({ name })),
    );
  });

  it('reports nothing from an older release that still runs after a newer one has migrated', async () => {
    await client.query('DROP INDEX books_title');
    await untilReported('index public.books_title: missing');
    await client.query(
      `INSERT INTO migrations (timestamp, name) VALUES (1900000000000, 'Later1900000000000')`,
    );
    await untilReported('a newer release has migrated');
    expect((await ready()).checks['database-objects']).toMatchObject({ ok: true });
    await client.query(`DELETE FROM migrations WHERE name LIKE 'Later%'`);
    expect(await restore()).toBe(0);
    await untilRestored();
  });

  it('runs the migrations themselves when nothing is left', async () => {
    await client.query('DROP SCHEMA public CASCADE; DROP SCHEMA published CASCADE');
    await untilReported('schema public: missing');
    expect(await Promise.all([restore(), restore()])).toEqual([0, 0]);
    expect(await catalogueLines(query)).toEqual(whole);
    await untilRestored();
  });
});
