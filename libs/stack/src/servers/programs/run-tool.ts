import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program and resolves with its stdout. Rejects when it fails, is missing or takes longer than `timeoutMs`. */
export async function runTool(
  command: string,
  args: readonly string[],
  { timeoutMs, cwd, env }: { timeoutMs: number; cwd?: string; env?: Record<string, string> },
): Promise<string> {
  const { stdout } = await run(command, [...args], {
    timeout: timeoutMs,
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}
