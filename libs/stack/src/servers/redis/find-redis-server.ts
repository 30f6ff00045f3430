import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../programs/cache-folder';
import type { PackagedProgram } from '../programs/debian-package';
import { executablesOnPath } from '../programs/executables';
import { fetchIntoCache } from '../programs/kept-program';
import { runTool } from '../programs/run-tool';
import { StackError } from '../../stack.errors';

export interface RedisBinary {
  readonly path: string;
  /** As the program prints it. */
  readonly version: string;
  /** Names the folders of its libraries when they are not the system's. */
  readonly env: Readonly<Record<string, string>>;
}

/** Names the library folders of an unpacked package, such as usr/lib/x86_64-linux-gnu. */
function libraryEnvironment(folder: string): Record<string, string> {
  const lib = join(folder, 'usr/lib');
  const found = existsSync(lib) ? readdirSync(lib).filter((name) => name.includes('-linux-')) : [];
  return found.length > 0 ? { LD_LIBRARY_PATH: found.map((name) => join(lib, name)).join(':') } : {};
}

/** Undefined when it does not run here. */
async function redisBinary(path: string, env: Record<string, string> = {}): Promise<RedisBinary | undefined> {
  const text = await runTool(path, ['--version'], { timeoutMs: 10_000, env }).catch(() => '');
  const version = /v=(\d+\.\d+\.\d+)/.exec(text)?.[1];
  return version ? { path, version, env } : undefined;
}

const inFolder = (folder: string) =>
  redisBinary(join(folder, 'usr/bin/redis-server'), libraryEnvironment(folder));

const PACKAGE: PackagedProgram = {
  name: 'redis-server',
  packages: ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'],
  archives: {
    debian: { suites: [], component: 'main' },
    ubuntu: { suites: [], component: 'universe main' },
  },
  fault: async ({ folder }) => ((await inFolder(folder)) ? undefined : 'a program that does not run here'),
};

async function onPath(): Promise<RedisBinary | undefined> {
  for (const path of ['redis-server', 'valkey-server'].flatMap(executablesOnPath)) {
    const binary = await redisBinary(path);
    if (binary) return binary;
  }
  return undefined;
}

/**
 * Finds a Redis or Valkey server or fetches it once, in this order: the PATH, the cache, the package of Debian or Ubuntu.
 * @param log receives a line before a download
 * @throws StackError that says where it looked
 */
export async function findRedisServer(log: (line: string) => void): Promise<RedisBinary> {
  const cache = cacheFolder();
  const kept = join(cache, 'redis');
  const found = (await onPath()) ?? (await inFolder(kept));
  if (found) return found;
  log('Fetching redis-server once: the package of this distribution');
  await fetchIntoCache(kept, PACKAGE).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StackError(`no redis-server or valkey-server in PATH and ${cache}, nor fetched: ${why}`, {
      cause,
    });
  });
  const binary = await inFolder(kept);
  if (!binary) throw new StackError(`what was fetched into ${kept} does not run here`);
  return binary;
}
