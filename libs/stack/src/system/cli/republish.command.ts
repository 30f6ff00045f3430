import { StackError } from '../../stack.errors';
import { say } from './console';
import { runServiceJob } from './service-job';

const HELP = [
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
  if (args.includes('--help')) return say(...HELP);
  if (!KINDS.some((kind) => args.includes(kind))) {
    const all = KINDS.map((kind) => `npm run republish -- ${kind}`).join(' and ');
    throw new StackError(`${all} are all there is, not "${args.join(' ')}"`);
  }
  await runServiceJob('ride-service', 'republish/main.ts', args);
}
