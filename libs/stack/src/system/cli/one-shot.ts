import { spawn } from 'node:child_process';
import { workspaceRoot } from '../../workspace-root';

/**
 * Runs a program that does one thing and ends, on this terminal. Signals reach it by the terminal, or are passed on.
 * @returns its exit code
 */
export async function runOneShot(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const child = spawn(process.execPath, args, {
    cwd: workspaceRoot(),
    env: { ...environment, NODE_NO_WARNINGS: '1' },
    stdio: 'inherit',
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}
