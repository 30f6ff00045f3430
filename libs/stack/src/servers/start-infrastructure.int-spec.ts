import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { processTree, startMark } from './processes/process-table';
import { until } from './processes/until';
import { workspaceRoot } from '../workspace-root';
import { type Infrastructure, startInfrastructure } from './start-infrastructure';

async function answer(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('infrastructure of our own', () => {
  let folder: string;
  let infrastructure: Infrastructure;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'infrastructure with spaces '));
    infrastructure = await startInfrastructure({ folder, fsync: false });
  }, 60_000);

  afterAll(async () => {
    await infrastructure.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts Postgres 18 and a nats-server on ports of their own', async () => {
    const rows = await answer(infrastructure.adminDatabaseUrl(), 'SHOW server_version_num');
    expect(rows).toEqual([{ server_version_num: expect.stringMatching(/^18/) as string }]);
    expect(await infrastructure.nats.isReady()).toBe(true);
  });

  it('keeps its data when Postgres is killed and started again', async () => {
    const admin = infrastructure.adminDatabaseUrl();
    await answer(admin, 'CREATE TABLE kept AS SELECT 1 AS n');
    await infrastructure.postgres.kill();
    expect(infrastructure.postgres.isRunning).toBe(false);
    await infrastructure.postgres.start();
    await infrastructure.postgres.waitReady();
    expect(await answer(admin, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  }, 60_000);

  it('does not answer while it is frozen, and goes on afterwards', async () => {
    const { postgres, nats } = infrastructure;
    for (const server of [postgres, nats]) server.freeze();
    expect(await Promise.all([postgres.isReady(), nats.isReady()])).toEqual([false, false]);
    for (const server of [postgres, nats]) server.thaw();
    await Promise.all([postgres.waitReady(), nats.waitReady()]);
  }, 30_000);

  it('says how a stopped process ended', async () => {
    expect(await infrastructure.nats.stop()).toEqual({ code: 0, signal: null });
    await infrastructure.nats.start();
    await infrastructure.nats.waitReady();
  });

  it('leaves no process behind when the process that started it is killed', async () => {
    const orphaned = mkdtempSync(join(tmpdir(), 'orphaned-'));
    const root = workspaceRoot();
    const script = `require('@swc-node/register');
      const { startInfrastructure } = require(${JSON.stringify(join(root, 'libs/stack/src/index.ts'))});
      startInfrastructure({ folder: ${JSON.stringify(orphaned)}, fsync: false }).then(() => console.log('up'));`;
    const parent = spawn(process.execPath, ['-e', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    expect(line).toBe('up');
    const pid = parent.pid ?? 0;
    const tree = processTree(pid);
    expect(tree.length).toBeGreaterThan(3);
    parent.kill('SIGKILL');
    const gone = await until(() => tree.every((one) => startMark(one) === undefined), 15_000, 100);
    expect(gone).toBe(true);
    expect(existsSync(orphaned)).toBe(true);
    rmSync(orphaned, { recursive: true, force: true });
  }, 60_000);
});
