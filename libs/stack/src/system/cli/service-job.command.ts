import { join } from 'node:path';
import { StackError } from '../../stack.errors';
import { workspaceRoot } from '../../workspace-root';
import { serviceEnvironment } from '../service-process';
import type { ServiceName } from '../services';
import { say } from './console';
import { runOneShot } from './one-shot';
import { runningAccess } from './running-access';

/**
 * Runs a program of a service that does one thing and ends, with the environment of that service in this checkout.
 * Its exit code becomes that of the command.
 * @param program below the service's `src`
 * @throws StackError when nothing runs
 */
async function runServiceJob(service: ServiceName, program: string, args: readonly string[]): Promise<void> {
  const wiring = { ...runningAccess(), simulator: {} };
  const environment = serviceEnvironment(service, wiring, { inherited: process.env });
  const main = join(workspaceRoot(), 'apps', service, 'src', program);
  process.exitCode = await runOneShot(['-r', '@swc-node/register', main, ...args], environment);
}

const PATIENCE = '  --patience <seconds>   how long Ride Service may be away before it is given up (60)';

const COPY_HELP = {
  rebuild: [
    `npm run rebuild -- ride-copy     fills Driver Service's copy of rides from Ride Service; makes a lost table anew`,
    PATIENCE,
  ],
  reconcile: [
    `npm run reconcile -- ride-copy   compares the copy of rides with Ride Service and mends what differs`,
    PATIENCE,
  ],
} as const;

type CopyJob = keyof typeof COPY_HELP;

/** `npm run rebuild|reconcile`: Driver Service's own job, with that service's environment. Traffic may go on. */
export const copyJob =
  (job: CopyJob) =>
  async (args: readonly string[]): Promise<void> => {
    if (args.includes('--help')) return say(...COPY_HELP[job]);
    if (!args.includes('ride-copy')) {
      throw new StackError(`npm run ${job} -- ride-copy is all there is, not "${args.join(' ')}"`);
    }
    await runServiceJob('driver-service', 'ride-copy-repair/main.ts', [job, ...args]);
  };

const REPUBLISH_HELP = [
  'npm run republish -- ride-events   publishes the events of rides again, after their stream was lost',
  '  --since <time>         only what was published at this time or later, such as 2026-11-22T09:00:00Z;',
  '                         otherwise as far back as the outbox keeps rows, which is 7 days',
  '  --patience <seconds>   how long nothing may go out before the wait is given up (60)',
  '',
  'Ride Service publishes them, in the order of versions. Consumers that know them already take no harm.',
  '',
  'npm run republish -- ride-publications   publishes all rides, as they are now, to the approaches that are on:',
  '                                         documents, the shared cache, the shared files',
  '  --patience <seconds>   how long the broker or a store may be away before it is given up (60)',
  '',
  'Ride Service may run meanwhile: nothing newer is written over.',
];

const KINDS = ['ride-events', 'ride-publications'];

/** `npm run republish`: Ride Service's own job, with that service's environment. */
export async function republish(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return say(...REPUBLISH_HELP);
  if (!KINDS.some((kind) => args.includes(kind))) {
    const all = KINDS.map((kind) => `npm run republish -- ${kind}`).join(' and ');
    throw new StackError(`${all} are all there is, not "${args.join(' ')}"`);
  }
  await runServiceJob('ride-service', 'republish/main.ts', args);
}
