import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { cacheFolder } from '../programs/cache-folder';
import type { PackagedProgram } from '../programs/debian-package';
import { executablesOnPath } from '../programs/executables';
import { fetchIntoCache } from '../programs/kept-program';
import { runTool } from '../programs/run-tool';

const runs = (path: string): Promise<boolean> =>
  runTool(path, ['--version'], { timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );

const PACKAGE: PackagedProgram = {
  name: 'promtool',
  packages: ['prometheus'],
  archives: {
    debian: { suites: [], component: 'main' },
    ubuntu: { suites: [], component: 'universe main' },
  },
  fault: async ({ path }) => ((await runs(path)) ? undefined : 'a program that does not run here'),
};

/**
 * Finds `promtool`, which checks Prometheus' rules, or fetches it once: the PATH, the cache, the package of Debian or Ubuntu.
 * @param log receives a line before a download
 * @returns its path
 * @throws StackError that says where it looked
 */
export async function findPromtool(log: (line: string) => void): Promise<string> {
  const cache = cacheFolder();
  const kept = join(cache, 'prometheus');
  const inCache = join(kept, 'usr/bin/promtool');
  for (const path of [...executablesOnPath('promtool'), inCache]) if (await runs(path)) return path;
  log('Fetching promtool once: the package prometheus of this distribution');
  await fetchIntoCache(kept, PACKAGE).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`no promtool in PATH and ${cache}, nor fetched: ${why}`, { cause });
  });
  return inCache;
}
