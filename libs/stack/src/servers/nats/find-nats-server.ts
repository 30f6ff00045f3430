import { chmodSync, copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { cacheFolder } from '../programs/cache-folder';
import { fetchDebianProgram, type PackagedProgram } from '../programs/debian-package';
import { executablesOnPath, isExecutable } from '../programs/executables';
import { runTool } from '../programs/run-tool';
import { fetchRelease } from './release-archive';

export interface NatsBinary {
  readonly path: string;
  readonly version: string;
}

/** Older servers lack settings that the configuration uses. */
const LEAST_VERSION = '2.10';

/** `nats-server: v2.10.27` -> `2.10.27`. */
export const versionIn = (text: string): string | undefined => /v?(\d+\.\d+\.\d+)/.exec(text)?.[1];

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/** The version that the program prints; undefined when it does not run here. */
export async function natsVersion(binary: string): Promise<string | undefined> {
  return versionIn(await runTool(binary, ['--version'], { timeoutMs: 10_000 }).catch(() => ''));
}

const PACKAGE: PackagedProgram = {
  name: 'nats-server',
  packages: ['nats-server'],
  archives: {
    debian: { suites: ['forky', 'trixie'], component: 'main' },
    ubuntu: { suites: ['resolute', 'questing'], component: 'universe' },
  },
  fault: async ({ path }) => {
    const version = await natsVersion(path);
    return version && isNewEnough(version) ? undefined : (version ?? 'a program that does not run here');
  },
};

async function checked(path: string): Promise<NatsBinary | undefined> {
  const version = isExecutable(path) ? await natsVersion(path) : undefined;
  return version && isNewEnough(version) ? { path, version } : undefined;
}

async function named(): Promise<NatsBinary | undefined> {
  const path = process.env.NATS_SERVER;
  if (!path) return undefined;
  const binary = await checked(path);
  if (!binary) throw new StackError(`NATS_SERVER=${path} is no nats-server >= ${LEAST_VERSION}`);
  return binary;
}

async function onPath(): Promise<NatsBinary | undefined> {
  for (const file of executablesOnPath('nats-server')) {
    const binary = await checked(file);
    if (binary) return binary;
  }
  return undefined;
}

/** Moves the program into the cache atomically, so that concurrent runs do not disturb each other. */
async function fetched(
  cache: string,
  fetch: (folder: string) => Promise<string>,
): Promise<NatsBinary | undefined> {
  const scratch = mkdtempSync(join(cache, 'fetch-'));
  try {
    const program = join(scratch, 'program');
    copyFileSync(await fetch(scratch), program);
    chmodSync(program, 0o755);
    const binary = await checked(program);
    if (!binary) throw new Error('what was fetched does not run here');
    const kept = join(cache, 'nats-server');
    renameSync(program, kept);
    return { ...binary, path: kept };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const howToGetIt = (): string =>
  process.platform === 'darwin'
    ? 'brew install nats-server'
    : 'download it from the releases page of nats-io/nats-server on GitHub';

/**
 * Finds nats-server or fetches it once, in this order: $NATS_SERVER, the PATH, the cache, the official release, a package
 * of Debian or Ubuntu from a newer suite.
 * @param log receives a line before each download
 * @throws StackError that lists the attempts and says how to install it by hand
 */
export async function findNatsServer(log: (line: string) => void): Promise<NatsBinary> {
  const cache = cacheFolder();
  const found = (await named()) ?? (await onPath()) ?? (await checked(join(cache, 'nats-server')));
  if (found) return found;
  const ways: [string, (folder: string) => Promise<string>][] = [
    ['the release of its makers', fetchRelease],
    ['the package of this distribution', async (folder) => (await fetchDebianProgram(folder, PACKAGE)).path],
  ];
  const failures: string[] = [];
  for (const [from, fetch] of ways) {
    log(`Fetching nats-server once: ${from}`);
    try {
      const binary = await fetched(cache, fetch);
      if (binary) return binary;
    } catch (error) {
      const { message, cause } = error as Error;
      failures.push(`  ${from}: ${cause instanceof Error ? `${message} (${cause.message})` : message}`);
    }
  }
  throw new StackError(
    `nats-server >= ${LEAST_VERSION} is needed, and was neither found in NATS_SERVER, PATH and ${cache} nor fetched:\n` +
      `${failures.join('\n')}\nGet it (${howToGetIt()}), then set NATS_SERVER=/path/to/nats-server.`,
  );
}
