import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { StackError } from '../../stack.errors';

export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/** The first candidate in the text of /etc/passwd that is not root. */
export function pickUser(passwd: string): RunAs | undefined {
  const users = passwd.split('\n').map((line) => line.split(':'));
  for (const candidate of CANDIDATES) {
    const [, , uid, gid] = users.find(([name]) => name === candidate) ?? [];
    if (Number(uid) > 0) return { name: candidate, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/**
 * The user for programs that must not run as root. Undefined, for the current user, unless that is root.
 * @throws StackError when the machine has none of the candidates
 */
export function unprivilegedUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = pickUser(readFileSync('/etc/passwd', 'utf8'));
  if (user) return user;
  throw new StackError(`Postgres refuses to run as root, and there is no user ${CANDIDATES.join(' or ')}`);
}

/** True when the user can enter and read the folder. */
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
