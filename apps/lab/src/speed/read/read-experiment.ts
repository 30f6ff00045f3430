import { UnverifiedError } from '../../lab.errors';
import { HttpLoad } from '../../load/http-load';
import type { Question } from '../../load/http-order';
import type { Metric, Settings, Side } from '../../results/results';
import type { Experiment, OpenExperiment, RunContext } from '../../runner/experiment';
import type { PlantedRides } from '../drivers/planted-rides';
import { openSides, type Sides } from '../sides/sides';
import {
  CACHE_VERSIONED_MS,
  copyWithoutIndexes,
  DETAILS_DEADLINE_MS,
  prime,
  startReadWorld,
} from './read-world';

const CONNECTIONS = 32;

/** How long and how much, by whether it is only to see that it works. */
export const sizesOf = ({ quick }: Settings) =>
  quick
    ? { drivers: 500, history: 1_500, warmUpSeconds: 0, seconds: 0.5, ratePerSecond: 100 }
    : { drivers: 5_000, history: 7_500, warmUpSeconds: 1, seconds: 2, ratePerSecond: 200 };

export type Sizes = ReturnType<typeof sizesOf>;

export const METRICS: readonly Metric[] = [
  { id: 'answersPerSecond', label: 'answers', unit: 'a second', better: 'higher' },
  { id: 'p50', label: 'p50', unit: 'ms', better: 'lower' },
  { id: 'p99', label: 'p99', unit: 'ms', better: 'lower' },
];

type Questions = (rides: PlantedRides) => readonly Question[];

export interface ReadSide extends Side {
  /** Instead of the experiment's. */
  readonly questions?: Questions;
  /** The owner must not be called for it. */
  readonly leavesOwnerAlone?: boolean;
  /** Whether it may refuse some of the questions at saturation: the owner, called for each, may be too busy. */
  readonly mayRefuse?: boolean;
}

type ReadExperiment = Pick<Experiment, 'id' | 'title' | 'says' | 'goals'> &
  Partial<Pick<Experiment, 'metrics' | 'profiledSide' | 'repeats' | 'series'>> & {
    readonly sizes: Sizes;
    readonly sides: readonly ReadSide[];
    readonly questions: Questions;
  };

async function open(
  context: RunContext,
  { sizes, sides, questions: usual }: Pick<ReadExperiment, 'sizes' | 'sides' | 'questions'>,
): Promise<OpenExperiment> {
  const world = await startReadWorld(context, sizes);
  const { system, headers, rides } = world;
  const details = await prime(world);
  const service = system.stack.urls.driverService;
  const urls = { project: service, other: service, naive: '', limit: await world.serve('bare', details) };
  if (sides.some(({ kind }) => kind === 'naive')) {
    await copyWithoutIndexes(system);
    urls.naive = await world.serve('naive', {}, ['naive']);
  }
  const load = await HttpLoad.start(context);
  const { warmUpSeconds, seconds, ratePerSecond } = sizes;
  const measureOf =
    ({ id, kind, questions = usual, leavesOwnerAlone, mayRefuse }: ReadSide): Sides[string] =>
    async (repeat) => {
      const order = { url: urls[kind], headers, questions: questions(rides), warmUpSeconds, seconds };
      const callsBefore = await system.ownerCalls();
      const most = await load.saturate({ ...order, connections: CONNECTIONS, mayRefuse });
      const rate = await load.atRate({ ...order, ratePerSecond, seed: context.seed + repeat });
      const ownerCalls = (await system.ownerCalls()) - callsBefore;
      if (leavesOwnerAlone && ownerCalls > 0)
        throw new UnverifiedError(`${id}: ${ownerCalls} calls of the owner`);
      const { latency } = rate;
      const { answersPerSecond } = most;
      return {
        values: { answersPerSecond, p50: latency.p50, p99: latency.p99, ownerCalls },
        latency,
        verified: `at saturation ${most.verified}; at the rate ${rate.verified}; ${ownerCalls} calls of the owner`,
      };
    };
  return openSides(Object.fromEntries(sides.map((side) => [side.id, measureOf(side)])));
}

/** Sides that are asked the same over HTTP: as fast as they can, and then at a rate that all of them can hold. */
export function readExperiment({ sizes, sides, questions, ...rest }: ReadExperiment): Experiment {
  const { drivers, history, warmUpSeconds, seconds, ratePerSecond } = sizes;
  return {
    ...{ topic: 'read', metrics: METRICS, ...rest },
    sides: sides.map(({ id, kind, says }) => ({ id, kind, says })),
    settings: {
      ...{ drivers, ridesOfThePast: history },
      ...{ cacheVersionedMs: CACHE_VERSIONED_MS, detailsDeadlineMs: DETAILS_DEADLINE_MS },
      ...{ connections: CONNECTIONS, ratePerSecond, seconds, warmUpSeconds },
    },
    secondsASide: 2 * (warmUpSeconds + seconds),
    secondsAround: 15 + history / 50_000,
    open: (context) => open(context, { sizes, sides, questions }),
  };
}
