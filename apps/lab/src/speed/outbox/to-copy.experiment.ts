import type { Goal, Metric, Settings, Side } from '../../results/results';
import type { Experiment } from '../../runner/experiment';
import { limit, naive, project } from '../sides/sides';
import { openToCopy, type ToCopyLoad } from './to-copy-sides';

const METRICS: readonly Metric[] = [
  { id: 'p50', label: 'Commit to copy, p50', unit: 'ms', better: 'lower' },
  { id: 'p99', label: 'Commit to copy, p99', unit: 'ms', better: 'lower' },
  { id: 'changesPerSecond', label: 'Changes committed', unit: 'a second', better: 'higher' },
  { id: 'cpuPer1000', label: 'CPU for 1,000 changes', unit: 'ms', better: 'lower' },
  { id: 'answerP50', label: 'Answer, p50', unit: 'ms', better: 'lower' },
  { id: 'answerP99', label: 'Answer, p99', unit: 'ms', better: 'lower' },
];

const NAIVE = naive(
  'Nest on Express and TypeORM: ride and outbox row by save(), a poll ten times a second, each event ' +
    'published and updated on its own; Nest @EventPattern on core NATS and save()',
);
const PROJECT = project(
  'ride-service and driver-service as built: validation, tokens, outbox, relay, acknowledged batches',
);
const LIMIT = limit(
  'Fastify and pg: one INSERT, then published at once by hand; a bare consumer. No outbox, no tokens, no ' +
    'validation: a crash between commit and publish loses the event',
);

const GOAL_RATE = 500;

/** The median time from commit to copy is at most this multiple of that of the bare path. */
const soon = (times: number): Goal => ({
  ...{ id: 'P5', metric: 'p50', side: 'project', over: 'limit', atMost: times },
  says: 'from commit to copy, p50, by that of the bare path',
});

const MADE: Goal = {
  says: `the machine makes ${GOAL_RATE} changes a second, less a tenth for chance`,
  ...{ id: 'P5', side: 'project', metric: 'changesPerSecond', atLeast: 0.9 * GOAL_RATE },
};

interface Plan {
  readonly load: ToCopyLoad;
  readonly sides: readonly Side[];
  readonly goals: readonly Goal[];
}

/** From the commit of a change to the commit of its copy in another service, while changes come all the time. */
function toCopyExperiment({ load, sides, goals }: Plan): Experiment {
  return {
    id: `outbox-to-copy-${load.ratePerSecond}`,
    topic: 'outbox',
    title: `A change reaches the copy, at ${load.ratePerSecond} changes a second`,
    says:
      'POST /rides at independent times, so many a second, whatever becomes of the earlier ones. Measured for each ' +
      "ride from the commit of the owner's transaction to the commit of the copy's, both as Postgres keeps them " +
      '(track_commit_timestamp), in one server by one clock. Answers: from the time a change was meant to be made ' +
      'to its HTTP answer.',
    settings: {
      ...{ 'changes a second': load.ratePerSecond, seconds: load.seconds, 'warm-up s': load.warmUpSeconds },
    },
    ...{ metrics: METRICS, sides, goals, repeats: 3 },
    secondsASide: load.warmUpSeconds + load.seconds + 2,
    secondsAround: 12,
    profiledSide: load.ratePerSecond === GOAL_RATE ? 'project' : undefined,
    open: (context) => openToCopy(context, load),
  };
}

/**
 * At a rate that all sides keep up with, and at that of the goal, which asks for more than two slow cores have when
 * the load comes from the same two.
 */
export function toCopyExperiments({ quick }: Settings): Experiment[] {
  const all = [NAIVE, PROJECT, LIMIT];
  if (quick) {
    const load = { ratePerSecond: 100, warmUpSeconds: 0.5, seconds: 1 };
    return [toCopyExperiment({ load, sides: all, goals: [] })];
  }
  const calm = { ratePerSecond: 100, warmUpSeconds: 2, seconds: 5 };
  // V8 needs some thousands of changes before it has compiled what they need.
  const goal = { ratePerSecond: GOAL_RATE, warmUpSeconds: 6, seconds: 5 };
  return [
    toCopyExperiment({ load: calm, sides: all, goals: [soon(1.3)] }),
    toCopyExperiment({ load: goal, sides: [PROJECT, LIMIT], goals: [soon(1.5), MADE] }),
  ];
}
