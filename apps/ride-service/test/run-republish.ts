import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(__dirname, '../src/republish/main.ts');

/** Runs the program that publishes rides again, to its end. */
export function runRepublish(environment: Record<string, string>, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['-r', '@swc-node/register', MAIN, ...args],
    { env: { ...environment, NODE_NO_WARNINGS: '1' }, encoding: 'utf8', timeout: 60_000 },
  );
  return { status, stdout, stderr };
}
