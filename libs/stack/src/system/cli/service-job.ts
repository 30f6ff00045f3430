import { join } from 'node:path';
import { serviceEnvironment } from '../service-process';
import type { ServiceName } from '../services';
import { workspaceRoot } from '../../workspace-root';
import { stackFolder } from './console';
import { runOneShot } from './one-shot';
import { runningAccess } from './running-access';

/**
 * Runs a program of a service that does one thing and ends, with the environment of that service in this checkout.
 * Its exit code becomes that of the command.
 * @param program below the service's `src`
 * @throws StackError when nothing runs
 */
export async function runServiceJob(
  service: ServiceName,
  program: string,
  args: readonly string[],
): Promise<void> {
  const wiring = { ...runningAccess(stackFolder()), simulator: {} };
  const environment = serviceEnvironment(service, wiring, { inherited: process.env });
  const main = join(workspaceRoot(), 'apps', service, 'src', program);
  process.exitCode = await runOneShot(['-r', '@swc-node/register', main, ...args], environment);
}
