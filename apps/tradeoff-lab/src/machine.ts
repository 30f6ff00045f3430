import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Results } from './results';
import type { LabSystem } from './system/lab-system';

export const ROOT = join(__dirname, '../../..');
const GIT_WITHIN_MS = 10_000;
const PACKAGES = ['@nestjs/core', 'fastify', 'nats', '@grpc/grpc-js', 'typeorm', 'pg', 'undici'];

const git = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: GIT_WITHIN_MS,
  }).trim();

/** Null outside a repository, or without git. */
export function commitOfCheckout(): string | null {
  try {
    const commit = git('rev-parse', 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit}-dirty`;
  } catch {
    return null;
  }
}

export const machine = (): Results['machine'] => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  os: `${type()} ${release()} ${arch()}`,
});

const versionOf = (name: string): string => {
  const manifest = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
};

/** Of what runs in this system, and of the packages that the services are made with. */
export async function versionsOf({ databases, broker }: LabSystem): Promise<Record<string, string>> {
  const [row] = await databases.rows<{ server_version: string }>('ride_service', 'SHOW server_version');
  return {
    node: process.versions.node,
    postgres: row?.server_version ?? 'unknown',
    nats: broker.serverVersion,
    ...Object.fromEntries(PACKAGES.map((name) => [name === 'nats' ? 'nats (npm)' : name, versionOf(name)])),
  };
}
