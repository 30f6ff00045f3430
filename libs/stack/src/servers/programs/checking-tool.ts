import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { cacheFolder } from './cache-folder';
import type { PackagedProgram } from './debian-package';
import { executablesOnPath } from './executables';
import { fetchIntoCache } from './kept-program';
import { runTool } from './run-tool';

type Archives = PackagedProgram['archives'];

/** Programs that check files of this project: how each prints its version, and the package that has it. */
const TOOLS = {
  promtool: {
    version: '--version',
    package: 'prometheus',
    archives: {
      debian: { suites: [], component: 'main' },
      ubuntu: { suites: [], component: 'universe main' },
    } satisfies Archives,
  },
  kustomize: {
    version: 'version',
    package: 'kustomize',
    archives: {
      debian: { suites: ['forky'], component: 'main' },
      ubuntu: { suites: ['resolute'], component: 'universe' },
    } satisfies Archives,
  },
} as const;

export type CheckingTool = keyof typeof TOOLS;

/**
 * Finds a program that checks files or fetches it once: the PATH, the cache, the package of Debian or Ubuntu.
 * @param log receives a line before a download
 * @returns its path
 * @throws StackError that says where it looked
 */
export async function findCheckingTool(name: CheckingTool, log: (line: string) => void): Promise<string> {
  const { version, package: packageName, archives } = TOOLS[name];
  const runs = (path: string): Promise<boolean> =>
    runTool(path, [version], { timeoutMs: 10_000 }).then(
      () => true,
      () => false,
    );
  const cache = cacheFolder();
  const kept = join(cache, packageName);
  const inCache = join(kept, 'usr/bin', name);
  for (const path of [...executablesOnPath(name), inCache]) if (await runs(path)) return path;
  log(`Fetching ${name} once: the package ${packageName} of this distribution`);
  const fault: PackagedProgram['fault'] = async ({ path }) =>
    (await runs(path)) ? undefined : 'a program that does not run here';
  await fetchIntoCache(kept, { name, packages: [packageName], archives, fault }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`no ${name} in PATH and ${cache}, nor fetched: ${why}`, { cause });
  });
  return inCache;
}
