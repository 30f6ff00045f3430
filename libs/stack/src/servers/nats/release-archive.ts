import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../programs/run-tool';

const VERSION = '2.15.1';
const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';
const CHECKSUMS_WITHIN_MS = 4_000;
const ARCHIVE_WITHIN_MS = 60_000;

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };
const MACHINES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'arm7' };

async function download(url: string, withinMs: number): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(withinMs) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** The SHA-256 of the archive according to a checksum file with lines `<hex>  <name>`. */
export function checksumOf(checksums: string, archive: string): string | undefined {
  const lines = checksums.split('\n').map((line) => line.trim().split(/\s+\*?/));
  return lines.find(([, name]) => name === archive)?.[0]?.toLowerCase();
}

/**
 * Fetches the official release for this platform into `folder`. Resolves with the path of the program.
 * @throws Error when it cannot be reached within seconds or does not match its checksum
 */
export async function fetchRelease(folder: string): Promise<string> {
  const system = SYSTEMS[process.platform];
  const machine = MACHINES[process.arch];
  if (!system || !machine) throw new Error(`no release for ${process.platform} ${process.arch}`);
  const name = `nats-server-v${VERSION}-${system}-${machine}`;
  const base = `${RELEASES}/v${VERSION}`;
  // The small file comes first, so that a machine without internet access fails within seconds.
  const checksums = (await download(`${base}/SHA256SUMS`, CHECKSUMS_WITHIN_MS)).toString('utf8');
  const expected = checksumOf(checksums, `${name}.tar.gz`);
  const archive = await download(`${base}/${name}.tar.gz`, ARCHIVE_WITHIN_MS);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`${name}.tar.gz has checksum ${actual}, expected ${expected}`);
  const file = join(folder, 'release.tar.gz');
  writeFileSync(file, archive);
  await runTool('tar', ['-xzf', file, '-C', folder], { timeoutMs: 30_000 });
  return join(folder, name, 'nats-server');
}
