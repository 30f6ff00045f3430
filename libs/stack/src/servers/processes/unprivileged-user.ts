import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StackError } from '../../stack.errors';

export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/** Finds the first candidate in the text of /etc/passwd that is not root. */
export function pickUser(passwd: string): RunAs | undefined {
  const users = passwd.split('\n').map((line) => line.split(':'));
  for (const candidate of CANDIDATES) {
    const [, , uid, gid] = users.find(([name]) => name === candidate) ?? [];
    if (Number(uid) > 0) return { name: candidate, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/**
 * Who runs what must not run as root: undefined (oneself) for an ordinary user.
 * @throws StackError when root finds nobody
 */
export function unprivilegedUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = pickUser(readFileSync('/etc/passwd', 'utf8'));
  if (user) return user;
  throw new StackError(`Postgres refuses to run as root, and there is no user ${CANDIDATES.join(' or ')}`);
}

/** True when that user can enter the folder and read what is in it. */
export function canReach(folder: string, user: RunAs | undefined): boolean {
  const { uid, gid } = user ?? {};
  const look = spawnSync('/bin/sh', ['-c', 'test -r "$0" && test -x "$0"', folder], {
    uid,
    gid,
    cwd: '/',
    timeout: 5_000,
  });
  return look.status === 0;
}
