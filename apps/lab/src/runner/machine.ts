import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly os: string;
}

/** How a run came about: what its results begin with. */
export interface RunFacts {
  readonly format: 1;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** As typed. */
  readonly command: string;
  /** Of the checkout; with `-dirty` when files were changed. Null outside a repository. */
  readonly commit: string | null;
  readonly machine: Machine;
  /** By name: node, postgres, nats, and the main packages. */
  readonly versions: Readonly<Record<string, string>>;
}

const ROOT = join(__dirname, '../../../..');
const GIT_WITHIN_MS = 10_000;

const git = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: GIT_WITHIN_MS,
  }).trim();

/** Of the checkout; with `-dirty` when files were changed. Null outside a repository, or without git. */
export function commitOfCheckout(): string | null {
  try {
    const commit = git('rev-parse', 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}

/** The one that this runs on. */
export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  os: `${type()} ${release()} ${arch()}`,
});

const versionOf = (name: string): string => {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

/** Of Node and of installed packages, by name. */
export const installedVersions = (packages: readonly string[]): Record<string, string> => ({
  node: process.versions.node,
  ...Object.fromEntries(packages.map((name) => [name === 'nats' ? 'nats (npm)' : name, versionOf(name)])),
});
