import { Module } from '@nestjs/common';
import { integrationInfrastructure, type SpecDatabase } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { Client } from 'pg';
import { CreateLibrary1700000000001 } from '../../test/library';
import { createLogger } from '../logging/logger';
import { type RunningService, startService } from '../run/start-service';
import { DatabaseModule } from './database.module';
import { Database } from './database.service';

const config = { host: '127.0.0.1', httpPort: 0, logLevel: 'silent', shutdownTimeoutMs: 3_000 };

interface Ready {
  readonly checks: Record<string, { ok: boolean; required?: boolean; reason?: string }>;
}

describe('the login of a running service', () => {
  let spec: SpecDatabase;
  let admin: Client;
  let role: string;
  let service: RunningService;

  beforeEach(async () => {
    spec = await integrationInfrastructure().createDatabase();
    admin = new Client({ connectionString: spec.adminUrl });
    await admin.connect();
    role = `login_of_${spec.name}`;
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'good'`);
    await admin.query(`ALTER DATABASE ${spec.name} OWNER TO ${role}`);
    const url = Object.assign(new URL(spec.url), { username: role, password: 'good' }).href;
    const migrations = [CreateLibrary1700000000001];
    @Module({ imports: [DatabaseModule.forRoot({ url, entities: [], migrations, lookEveryMs: 100 })] })
    class AppModule {}
    const logger = createLogger({ name: 'login', level: 'silent' });
    service = await startService({ name: 'login', module: AppModule, config, logger });
    await service.app.get(Database).whenReady();
  });

  afterEach(async () => {
    await service.stop();
    await admin.end();
    await spec.drop();
  });

  const check = async () => {
    const report = (await (await fetch(`${service.url}/health/ready`)).json()) as Ready;
    return report.checks['database-login'];
  };
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text();

  it.each([
    ['is locked', '28000', 'ALTER ROLE $ROLE NOLOGIN', 'ALTER ROLE $ROLE LOGIN'],
    [
      'gets another password',
      '28P01',
      `ALTER ROLE $ROLE PASSWORD 'other'`,
      `ALTER ROLE $ROLE PASSWORD 'good'`,
    ],
    [
      'may no longer connect',
      '42501',
      'REVOKE CONNECT ON DATABASE $DATABASE FROM PUBLIC, $ROLE',
      'GRANT CONNECT ON DATABASE $DATABASE TO $ROLE',
    ],
    [
      'has another name',
      '28',
      'ALTER ROLE $ROLE RENAME TO gone_$ROLE',
      'ALTER ROLE gone_$ROLE RENAME TO $ROLE',
    ],
  ])(
    'reports a login that %s, while open connections go on working',
    async (_what, code, breaking, mending) => {
      const run = (text: string) =>
        admin.query(text.replaceAll('$ROLE', role).replaceAll('$DATABASE', spec.name));
      const held = await service.app.get(Database).pool.connect();
      await run(breaking);
      const found = await eventually(async () => {
        const now = await check();
        return now?.ok === false && now;
      });
      expect(found.reason).toContain(`the login is refused (${code}`);
      expect(found.reason).toContain('npm run provision makes it again');
      expect(found.required).toBe(false);
      expect(await metrics()).toContain('database_login_refused 1');
      held.release(true);
      await eventually(async () => (await check())?.required === true);
      await run(mending);
      await run(`ALTER ROLE $ROLE PASSWORD 'good'`);
      await eventually(async () => (await check())?.ok === true);
      expect(await metrics()).toContain('database_login_refused 0');
    },
  );
});
