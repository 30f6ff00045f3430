import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderOf } from '../start-infrastructure';
import { type PortBlock, reservePortBlock } from '../port-block';
import type { ManagedProcess } from '../processes/managed-process';
import { startMark } from '../processes/process-table';
import { unprivilegedUser } from '../processes/unprivileged-user';
import { Watchdog } from '../processes/watchdog';
import { findPostgres } from './postgres-binaries';
import { clearPostmasterLock } from './postmaster-lock';
import { makeDatabases, postgresServer } from './postgres-server';

describe('the lock file that Postgres leaves in its data folder', () => {
  const user = unprivilegedUser();
  const runAs = user && { uid: user.uid, gid: user.gid };
  const watchdog = new Watchdog();
  const said: string[] = [];
  let folder: string;
  let dataFolder: string;
  let lockFile: string;
  let ports: PortBlock;
  let stranger: ChildProcess;

  const server = async (): Promise<ManagedProcess> => {
    const options = {
      name: 'postgres',
      binaries: findPostgres(user),
      folder: dataFolder,
      port: ports.base,
      password: 'secret',
      logFile: join(folder, 'postgres.log'),
      runAs: user,
      fsync: false,
      watchdog,
      log: (line: string) => void said.push(line),
    };
    await makeDatabases(options);
    return postgresServer(options);
  };

  beforeAll(async () => {
    ports = await reservePortBlock();
    folder = mkdtempSync(join(tmpdir(), 'postmaster-'));
    dataFolder = dataFolderOf(folder);
    lockFile = join(dataFolder, 'postgres/postmaster.pid');
    // As the same user: a process of another one's does not keep Postgres from starting.
    stranger = spawn('sleep', ['300'], { ...runAs, cwd: '/', stdio: 'ignore' });
    await once(stranger, 'spawn');
    const first = await server();
    await first.start();
    await first.waitReady();
    await first.kill();
  }, 60_000);

  afterAll(async () => {
    stranger.kill('SIGKILL');
    watchdog.close();
    await ports.release();
    for (const one of [folder, dataFolder]) rmSync(one, { recursive: true, force: true });
  });

  beforeEach(() => said.splice(0));

  const startsAndStops = async () => {
    const again = await server();
    await again.start();
    await again.waitReady();
    await again.stop();
  };

  it('starts Postgres on the lock file of a killed server', async () => {
    expect(existsSync(lockFile)).toBe(true);
    await startsAndStops();
    expect(said).toEqual([]);
  }, 60_000);

  it.each([
    [
      'names what is by now another program',
      () => `${stranger.pid}\n${dataFolder}/postgres\n1\n`,
      'sleep 300',
    ],
    ['is empty, as a full disk leaves it', () => '', 'is empty'],
    ['is cut in the middle of the number', () => '12', 'does not begin with the id of a process'],
    ['holds no number', () => '\0\0\0\0garbage\n', 'does not begin with the id of a process'],
  ])(
    'removes the lock file, and says so, when it %s',
    async (_, text, reason) => {
      writeFileSync(lockFile, text());
      await startsAndStops();
      expect(said).toEqual([expect.stringContaining(lockFile)]);
      expect(said[0]).toContain(reason);
      expect(startMark(stranger.pid ?? 0)).toMatch(/./);
    },
    60_000,
  );

  it('keeps the lock file of a living server, even a damaged one, and names that server', async () => {
    const living = await server();
    await living.start();
    await living.waitReady();
    const held = readFileSync(lockFile, 'utf8');
    writeFileSync(lockFile, '');
    const clearing = clearPostmasterLock(join(dataFolder, 'postgres'), (line) => said.push(line), 100);
    await expect(clearing).rejects.toThrow(`process ${living.pid}`);
    expect(existsSync(lockFile)).toBe(true);
    writeFileSync(lockFile, held);
    await living.stop();
  }, 60_000);
});
