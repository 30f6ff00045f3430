import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dataFolderOf, type Servers, startServers } from '../servers/start-infrastructure';
import { type PortBlock, reservePortBlock, serverPorts } from '../servers/port-block';
import { isFrozen } from '../servers/processes/process-table';
import { until } from '../servers/processes/until';
import { Watchdog } from '../servers/processes/watchdog';
import { SECRETS } from '../servers/secrets';
import { lockFileOf } from './checkout/checkout-lock';
import { workspaceRoot } from '../workspace-root';
import { SharedInfrastructure } from './shared-infrastructure';

describe('nx serve beside a frozen one that holds the infrastructure', () => {
  let folder: string;
  let ports: PortBlock;
  let holder: ChildProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'frozen-holder-'));
    ports = await reservePortBlock();
    const lock = join(workspaceRoot(), 'libs/stack/src/system/checkout/checkout-lock.ts');
    const program = `require('@swc-node/register');
      require(${JSON.stringify(lock)}).takeLock(${JSON.stringify(folder)}, 'nx serve gateway', ${ports.base});
      console.log('taken');
      setTimeout(() => undefined, 300_000);`;
    holder = spawn(process.execPath, ['-e', program], {
      cwd: workspaceRoot(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (holder.stdout) await once(createInterface({ input: holder.stdout }), 'line');
    holder.kill('SIGSTOP');
    await until(() => isFrozen(holder.pid ?? 0), 5_000);
  }, 60_000);

  afterAll(async () => {
    holder.kill('SIGKILL');
    await ports.release();
    for (const one of [dataFolderOf(folder), folder, lockFileOf(folder)])
      rmSync(one, { recursive: true, force: true });
  });

  const another = () =>
    new SharedInfrastructure({
      folder,
      service: 'ride-service',
      portBase: 4_000,
      external: { databasePasswords: {} },
      signal: new AbortController().signal,
      log: () => undefined,
    });

  it('names the frozen process that holds Postgres and NATS, and how to go on, when they do not answer', async () => {
    await expect(another().join()).rejects.toThrow(
      `who runs them is nx serve gateway, process ${holder.pid}, which is stopped as by Ctrl-Z: kill -CONT ${holder.pid}`,
    );
  }, 60_000);

  it('shares Postgres and NATS of a frozen process when they answer', async () => {
    const watchdog = new Watchdog();
    let servers: Servers | undefined;
    try {
      const [secrets, log] = [SECRETS.keep(folder), () => undefined];
      servers = await startServers({
        folder,
        secrets,
        ports: serverPorts(ports.base),
        watchdog,
        log,
        fsync: false,
      });
      const access = await another().join();
      expect(access.natsUrl).toBe(servers.natsUrl);
      expect(access.adminDatabaseUrl()).toBe(servers.adminDatabaseUrl());
    } finally {
      await servers?.stop();
      watchdog.close();
    }
  }, 60_000);
});
