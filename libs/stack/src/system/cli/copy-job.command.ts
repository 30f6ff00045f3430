import { StackError } from '../../stack.errors';
import { say } from './console';
import { runServiceJob } from './service-job';

const PATIENCE = '  --patience <seconds>   how long Ride Service may be away before it is given up (60)';

const HELP = {
  rebuild: [
    `npm run rebuild -- ride-copy     fills Driver Service's copy of rides from Ride Service; makes a lost table anew`,
    PATIENCE,
  ],
  reconcile: [
    `npm run reconcile -- ride-copy   compares the copy of rides with Ride Service and mends what differs`,
    PATIENCE,
  ],
} as const;

type Job = keyof typeof HELP;

/** `npm run rebuild|reconcile`: Driver Service's own job, with that service's environment. Traffic may go on. */
export const copyJob =
  (job: Job) =>
  async (args: readonly string[]): Promise<void> => {
    if (args.includes('--help')) return say(...HELP[job]);
    if (!args.includes('ride-copy')) {
      throw new StackError(`npm run ${job} -- ride-copy is all there is, not "${args.join(' ')}"`);
    }
    await runServiceJob('driver-service', 'ride-copy-repair/main.ts', [job, ...args]);
  };
