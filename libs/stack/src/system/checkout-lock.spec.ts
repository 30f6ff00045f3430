import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pickUser } from '../processes/unprivileged-user';
import { lockHolder, takeLock } from './checkout-lock';

describe('the lock of a checkout', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is held by one, and says by whom', () => {
    const lock = takeLock(folder, 'npm start', 3000);
    expect(takeLock(folder, 'nx serve gateway', 3000)).toBeUndefined();
    expect(lockHolder(folder)).toMatchObject({ pid: process.pid, command: 'npm start', portBase: 3000 });
    lock?.release();
    expect(lockHolder(folder)).toBeUndefined();
  });

  it('of a dead process is free, even when its pid lives again', () => {
    const dead = { pid: process.pid, mark: 'another time', command: 'npm start', portBase: 3000 };
    writeFileSync(join(folder, 'lock.json'), JSON.stringify(dead));
    expect(lockHolder(folder)).toBeUndefined();
    expect(takeLock(folder, 'npm start', 3000)).toBeDefined();
  });
});

describe('who runs Postgres when we are root', () => {
  it('is postgres before nobody, and never root', () => {
    const passwd = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n';
    expect(pickUser(passwd)).toEqual({ name: 'nobody', uid: 65534, gid: 65534 });
    expect(pickUser(`${passwd}postgres:x:101:104::/var/lib/postgresql:/bin/bash`)?.name).toBe('postgres');
    expect(pickUser('postgres:x:0:0::/:/bin/sh')).toBeUndefined();
  });
});
