import { join } from 'node:path';
import { StackError } from '../stack.errors';
import { serviceEnvironment } from '../system/service-process';
import { workspaceRoot } from '../workspace-root';
import { say, stackFolder } from './console';
import { runOneShot } from './one-shot';
import { runningAccess } from './running-access';

const MAIN = 'apps/driver-service/src/ride-copy-repair/main.ts';

const HELP = {
  rebuild: `npm run rebuild -- ride-copy     fills Driver Service's copy of rides from Ride Service`,
  reconcile: `npm run reconcile -- ride-copy   compares the copy of rides with Ride Service and mends what differs`,
} as const;

type Job = keyof typeof HELP;

/** `npm run rebuild|reconcile`: Driver Service's own job, with that service's environment. Traffic may go on. */
export const copyJob =
  (job: Job) =>
  async (args: readonly string[]): Promise<void> => {
    if (args.length === 1 && args[0] === '--help') return say(HELP[job]);
    if (args.length !== 1 || args[0] !== 'ride-copy') {
      throw new StackError(`npm run ${job} -- ride-copy is all there is, not "${args.join(' ')}"`);
    }
    const wiring = { ...runningAccess(stackFolder()), simulator: {} };
    const environment = serviceEnvironment('driver-service', wiring, { inherited: process.env });
    const program = ['-r', '@swc-node/register', join(workspaceRoot(), MAIN), job, ...args];
    process.exitCode = await runOneShot(program, environment);
  };
