import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '../../workspace-root';
import { serviceEnvironment } from '../service-process';
import type { ServiceName } from '../services';
import { runningAccess } from './running-access';

/**
 * Runs a program on this terminal until it ends, and passes signals on to it.
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

/**
 * Runs a service's own program until it ends, with the environment of that service in this checkout.
 * @param program path below the service's `src`
 * @returns its exit code
 * @throws StackError when nothing runs
 */
export async function runServiceJob(
  service: ServiceName,
  program: string,
  args: readonly string[],
  running: ReturnType<typeof runningAccess>,
): Promise<number> {
  const wiring = { ...running, simulator: {} };
  const environment = serviceEnvironment(service, wiring, { inherited: process.env });
  const main = join(workspaceRoot(), 'apps', service, 'src', program);
  return runOneShot(['-r', '@swc-node/register', main, ...args], environment);
}
