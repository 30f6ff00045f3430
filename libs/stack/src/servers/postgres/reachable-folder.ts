import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, type RunAs } from '../processes/unprivileged-user';
import { StackError } from '../../stack.errors';

/** A folder for all users that survives a restart of the machine, where the system has one. */
export const variableFolder = () => (existsSync('/var/tmp') ? '/var/tmp' : tmpdir());

/** A folder that belongs to us and that every user may enter. A folder of another user is refused. */
function ownFolder(name: string): string {
  const folder = join(variableFolder(), name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid } = lstatSync(folder);
  if (uid !== process.getuid?.() || !lstatSync(folder).isDirectory()) {
    throw new StackError(`${folder} belongs to another user (uid ${uid}): remove it`);
  }
  chmodSync(folder, 0o755);
  return folder;
}

const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * The folder itself when `user` can reach it; otherwise one below the system's variable folder whose name is derived from
 * its path. Other users cannot enter a checkout below /root, for example.
 */
export function reachableFolder(folder: string, user: RunAs | undefined): string {
  mkdirSync(folder, { recursive: true });
  return canReach(folder, user) ? folder : ownFolder(`ride-hailing-data-${short(folder)}`);
}

/** The folder for copies of programs that another user must reach, shared by all checkouts with the same version. */
export const programsFolder = (version: string): string =>
  ownFolder(`ride-hailing-postgres-${short(version)}`);
