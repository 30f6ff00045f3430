import type { Settings } from '../../results/results';
import type { Experiment, Topic } from '../../runner/experiment';
import { limit, naive, project } from '../sides/sides';
import { openFreshClone } from './fresh-clone';
import { openStart } from './start-sides';

const PROJECT = project('`npm start` as it is typed: npm, the check of the build, everything');
const LIMIT = limit(
  'the same servers, and instead of each service a bare Fastify with `pg` and `nats`; nothing is built',
);
const SIDES = [
  naive('the same services from their sources, compiled as they start (swc-node), beside the same servers'),
  PROJECT,
  LIMIT,
];

const AS_TYPED = 'everything installed, built and in the caches; the data of an earlier start are there';

/** From the command to the first answer of the system. */
const startTime = ({ quick }: Settings): Experiment => ({
  ...{ id: 'start-time', topic: 'start', title: 'A warm start' },
  says:
    `From the command to the first answer about a driver through the gateway: ${AS_TYPED}. The gateway is asked ` +
    'every 25 ms, first whether it is ready.',
  settings: { drivers: 200, 'rides a second': 2 },
  metrics: [{ id: 'firstAnswer', label: 'First answer', unit: 'ms', better: 'lower' }],
  sides: quick ? [PROJECT, LIMIT] : SIDES,
  goals: [
    {
      says: 'a warm `npm start` answers within 1.5 times the time of the bare parts',
      ...{ id: 'P7', metric: 'firstAnswer', side: 'project', over: 'limit', atMost: 1.5 },
    },
  ],
  secondsASide: 9,
  secondsAround: 14,
  open: (context) => openStart(context, { simulator: true, idleSeconds: 0 }),
});

const IDLE_SECONDS = 10;
const MOST_BYTES = 100 * 1_024 * 1_024;

/** What each service keeps of the machine when nobody asks it. */
const idleMemory: Experiment = {
  ...{ id: 'start-memory', topic: 'start', title: 'Memory of idle services' },
  says:
    'Resident memory of each service (`ps -o rss`), without drivers, so many seconds after the first answer. ' +
    'Largest: that of the four which has most.',
  settings: { 'seconds idle': IDLE_SECONDS },
  metrics: [
    { id: 'largest', label: 'Largest', unit: 'bytes', better: 'lower' },
    { id: 'gateway', label: 'gateway', unit: 'bytes', better: 'lower' },
    { id: 'ride-service', label: 'ride-service', unit: 'bytes', better: 'lower' },
    { id: 'driver-service', label: 'driver-service', unit: 'bytes', better: 'lower' },
    { id: 'phone-access', label: 'phone-access', unit: 'bytes', better: 'lower' },
  ],
  sides: SIDES,
  goals: [
    {
      says: 'a built service that is idle has at most 100 MiB (104,857,600 bytes) resident',
      ...{ id: 'P7', metric: 'largest', side: 'project', atMost: MOST_BYTES },
    },
  ],
  secondsASide: 9 + IDLE_SECONDS,
  secondsAround: 14,
  repeats: 2,
  open: (context) => openStart(context, { simulator: false, idleSeconds: IDLE_SECONDS }),
};

/** What somebody waits for who has just cloned the repository. */
const freshClone: Experiment = {
  ...{ id: 'fresh-clone', topic: 'start', title: 'A fresh clone' },
  says:
    'From the first command in a fresh clone to the first answer about a driver through the gateway. Packages come out ' +
    "of npm's cache; databases are made, everything is built.",
  settings: { drivers: 200, 'rides a second': 2 },
  metrics: [
    { id: 'firstAnswer', label: 'First answer', unit: 'ms', better: 'lower' },
    { id: 'install', label: 'of this, until packages are installed', unit: 'ms', better: 'lower' },
    { id: 'start', label: 'of this, from then on', unit: 'ms', better: 'lower' },
  ],
  sides: [
    naive('`npm install`, which installs everything, then `npm start`'),
    project('`npm start`, which installs what it needs'),
  ],
  goals: [
    {
      says: 'a fresh clone answers in half the time that installing everything first would take',
      ...{ id: 'P12', metric: 'firstAnswer', side: 'project', over: 'naive', atMost: 0.5 },
    },
  ],
  secondsASide: 70,
  secondsAround: 2,
  repeats: 2,
  open: openFreshClone,
};

/** How soon it runs, and what it keeps when nothing happens. In a hurry only a warm start is looked at. */
export const startExperiments: Topic = (settings) =>
  settings.quick ? [startTime(settings)] : [startTime(settings), idleMemory, freshClone];
