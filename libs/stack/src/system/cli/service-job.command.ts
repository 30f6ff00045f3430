import { StackError } from '../../stack.errors';
import { say } from './console';
import { runServiceJob } from './one-shot';

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
    process.exitCode = await runServiceJob('driver-service', 'ride-copy-repair/main.ts', [job, ...args]);
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
  process.exitCode = await runServiceJob('ride-service', 'republish/main.ts', args);
}
