import type { Experiment, Topic } from '../../runner/experiment';
import type { Settings } from '../../results/results';
import { StartSides } from './start-sides';

const SIDES = [
  {
    id: 'naive',
    kind: 'naive',
    says: 'the same services from their sources, compiled as they start (swc-node), beside the same servers',
  },
  {
    id: 'project',
    kind: 'project',
    says: '`npm start` as it is typed: npm, the check of the build, everything',
  },
  {
    id: 'limit',
    kind: 'limit',
    says: 'the same servers, and instead of each service a bare Fastify with `pg` and `nats`; nothing is built',
  },
] as const;

const AS_TYPED = 'everything installed, built and in the caches; the data of an earlier start are there';

/** From the command to the first answer of the system. */
function startTime({ quick }: Settings): Experiment {
  return {
    id: 'start-time',
    topic: 'start',
    title: 'A warm start',
    says:
      `From the command to the first answer about a driver through the gateway: ${AS_TYPED}. The gateway is asked ` +
      'every 25 ms, first whether it is ready.',
    settings: { drivers: 200, 'rides a second': 2 },
    metrics: [{ id: 'firstAnswer', label: 'First answer', unit: 'ms', better: 'lower' }],
    sides: quick ? SIDES.filter(({ kind }) => kind === 'project') : SIDES,
    goals: [
      {
        id: 'P7',
        says: 'a warm `npm start` answers within 10 s',
        metric: 'firstAnswer',
        side: 'project',
        atMost: 10_000,
      },
    ],
    secondsASide: 9,
    secondsAround: 14,
    open: (context) => StartSides.open(context, { simulator: true, idleSeconds: 0 }),
  };
}

const MEGABYTE = 1_000_000;

/** What each service keeps of the machine when nobody asks it. */
function idleMemory({ quick }: Settings): Experiment {
  const idleSeconds = quick ? 1 : 10;
  return {
    id: 'start-memory',
    topic: 'start',
    title: 'Memory of idle services',
    says:
      'Resident memory of each service (`ps -o rss`), without drivers, so many seconds after the first answer. ' +
      'Largest: that of the three which has most.',
    settings: { 'seconds idle': idleSeconds },
    metrics: [
      { id: 'largest', label: 'Largest', unit: 'bytes', better: 'lower' },
      { id: 'gateway', label: 'gateway', unit: 'bytes', better: 'lower' },
      { id: 'ride-service', label: 'ride-service', unit: 'bytes', better: 'lower' },
      { id: 'driver-service', label: 'driver-service', unit: 'bytes', better: 'lower' },
    ],
    sides: SIDES,
    goals: [
      {
        id: 'P7',
        says: 'a built service that is idle has at most 150 MB (150,000,000 bytes) resident',
        metric: 'largest',
        side: 'project',
        atMost: 150 * MEGABYTE,
      },
    ],
    secondsASide: 9 + idleSeconds,
    secondsAround: 14,
    repeats: 2,
    open: (context) => StartSides.open(context, { simulator: false, idleSeconds }),
  };
}

/** How soon it runs, and what it keeps when nothing happens. In a hurry the memory is left out. */
export const startTopic: Topic = (settings) =>
  settings.quick ? [startTime(settings)] : [startTime(settings), idleMemory(settings)];
