import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickUser } from '../../servers/processes/unprivileged-user';
import { isFrozen } from '../../servers/processes/process-table';
import { until } from '../../servers/processes/until';
import { describeHolder, lockFileOf, lockHolder, takeLock } from './checkout-lock';

describe('the lock of a checkout', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
  });

  afterEach(() => {
    for (const one of [folder, lockFileOf(folder)]) rmSync(one, { recursive: true, force: true });
  });

  it('gives the lock of a checkout to one process, and names it', () => {
    const lock = takeLock(folder, 'npm start', 3000);
    expect(takeLock(folder, 'nx serve gateway', 3000)).toBeUndefined();
    expect(lockHolder(folder)).toMatchObject({ pid: process.pid, command: 'npm start', portBase: 3000 });
    lock?.release();
    expect(lockHolder(folder)).toBeUndefined();
  });

  it('takes over the lock of a dead process, even when another process has its pid', () => {
    const dead = { folder, pid: process.pid, mark: 'another time', command: 'npm start', portBase: 3000 };
    writeFileSync(lockFileOf(folder), JSON.stringify(dead));
    expect(lockHolder(folder)).toBeUndefined();
    const lock = takeLock(folder, 'npm start', 3000);
    expect(lockHolder(folder)?.pid).toBe(process.pid);
    lock?.release();
  });

  it.each([
    ['empty, as a full disk leaves it', ''],
    ['cut off', '{"pid": 1'],
    ['another thing', '[]'],
  ])('takes over a lock whose file is %s', (_, text) => {
    writeFileSync(lockFileOf(folder), text);
    expect(lockHolder(folder)).toBeUndefined();
    const lock = takeLock(folder, 'npm start', 3000);
    expect(lockHolder(folder)?.command).toBe('npm start');
    lock?.release();
  });

  it('keeps the lock of a checkout when the folder of that checkout is deleted', () => {
    const lock = takeLock(folder, 'npm start', 3000);
    rmSync(folder, { recursive: true });
    expect(lockHolder(folder)?.command).toBe('npm start');
    expect(takeLock(folder, 'npm start', 4000)).toBeUndefined();
    mkdirSync(folder);
    expect(takeLock(folder, 'npm start', 4000)).toBeUndefined();
    lock?.release();
    expect(existsSync(lockFileOf(folder))).toBe(false);
  });

  it('uses the same lock for every path to the folder', () => {
    const way = `${folder}-link`;
    symlinkSync(folder, way);
    expect(lockFileOf(join(way, '.stack'))).toBe(lockFileOf(join(folder, '.stack')));
    expect(lockFileOf(join(way, 'not/yet/there'))).toBe(lockFileOf(join(folder, 'not/yet/there')));
    expect(lockFileOf(join(folder, 'other'))).not.toBe(lockFileOf(join(folder, '.stack')));
    rmSync(way);
  });

  it('describes a frozen holder and how to continue or end it', async () => {
    const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(sleeper, 'spawn');
    const pid = sleeper.pid ?? 0;
    expect(describeHolder({ command: 'npm start', pid })).toBe(`npm start, process ${pid}`);
    sleeper.kill('SIGSTOP');
    await until(() => isFrozen(pid), 5_000);
    expect(describeHolder({ command: 'npm start', pid })).toContain(`kill -CONT ${pid} lets it go on`);
    sleeper.kill('SIGKILL');
  });
});

describe('who runs Postgres when we are root', () => {
  it('prefers the user postgres to nobody, and never picks root', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n';
    expect(pickUser(passwd)).toEqual({ name: 'nobody', uid: 65534, gid: 65534 });
    expect(pickUser(`${passwd}postgres:x:101:104::/var/lib/postgresql:/bin/bash`)?.name).toBe('postgres');
    expect(pickUser('postgres:x:0:0::/:/bin/sh')).toBeUndefined();
  });
});
