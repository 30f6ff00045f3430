import type { RunContext, Experiment, Measurement, OpenExperiment } from '../../runner/experiment';
import type { Question } from '../../load/http-order';
import { UnverifiedError } from '../../lab.errors';
import type { ExperimentResult, Settings } from '../../results/results';
import type { BenchDriver } from './fleet';
import { CACHE_VERSIONED_MS, DETAILS_DEADLINE_MS, ReadWorld, type SideProgram } from './read-world';

const CONNECTIONS = 32;

/** How long and how much, by whether it is only to see that it works. */
export const sizesOf = ({ quick }: Settings) =>
  quick
    ? { drivers: 500, history: 1_500, warmUpSeconds: 0, seconds: 0.5, ratePerSecond: 100 }
    : { drivers: 5_000, history: 7_500, warmUpSeconds: 1, seconds: 2, ratePerSecond: 200 };

export type Sizes = ReturnType<typeof sizesOf>;

export const METRICS: ExperimentResult['metrics'] = [
  { id: 'answersPerSecond', label: 'answers', unit: 'a second', better: 'higher' },
  { id: 'p50', label: 'p50', unit: 'ms', better: 'lower' },
  { id: 'p99', label: 'p99', unit: 'ms', better: 'lower' },
];

export interface ReadSide {
  readonly id: string;
  readonly kind: Experiment['sides'][number]['kind'];
  readonly says: string;
  /** Whom it asks: a program beside the project, or the project itself. */
  readonly asks: 'project' | SideProgram;
  readonly questions: (fleet: readonly BenchDriver[]) => readonly Question[];
  /** The owner must not be called for it. */
  readonly leavesOwnerAlone?: boolean;
  /** Whether it may refuse some of the questions at saturation: the owner, called for each, may be too busy. */
  readonly mayRefuse?: boolean;
}

interface ReadExperiment extends Omit<
  Experiment,
  'topic' | 'metrics' | 'sides' | 'open' | 'secondsASide' | 'secondsAround' | 'settings'
> {
  readonly sizes: Sizes;
  readonly sides: readonly ReadSide[];
  readonly metrics?: ExperimentResult['metrics'];
}

class OpenRead implements OpenExperiment {
  constructor(
    private readonly world: ReadWorld,
    private readonly sides: readonly ReadSide[],
    private readonly sizes: Sizes,
    private readonly context: RunContext,
  ) {}

  async measure(side: string, repeat: number): Promise<Measurement> {
    const { world, sizes } = this;
    const known = this.sides.find(({ id }) => id === side);
    const url = known && world.urls.get(known.asks);
    if (!known || !url) throw new Error(`no side ${side}`);
    const { warmUpSeconds, seconds, ratePerSecond } = sizes;
    const questions = known.questions(world.fleet);
    const order = { url, headers: world.headers, questions, warmUpSeconds, seconds };
    const callsBefore = await world.ownerCalls();
    const most = await world.load.saturate({
      ...order,
      connections: CONNECTIONS,
      mayRefuse: known.mayRefuse,
    });
    const rate = await world.load.atRate({ ...order, ratePerSecond, seed: this.context.seed + repeat });
    const ownerCalls = (await world.ownerCalls()) - callsBefore;
    if (known.leavesOwnerAlone && ownerCalls > 0)
      throw new UnverifiedError(`${side}: ${ownerCalls} calls of the owner`);
    const { latency } = rate;
    const { answersPerSecond } = most;
    return {
      values: { answersPerSecond, p50: latency.p50, p99: latency.p99, ownerCalls },
      latency,
      verified: `at saturation ${most.verified}; at the rate ${rate.verified}; ${ownerCalls} calls of the owner`,
    };
  }
}

/** Sides that are asked the same over HTTP: as fast as they can, and then at a rate that all of them can hold. */
export function readExperiment({ sizes, sides, ...rest }: ReadExperiment): Experiment {
  const { drivers, history, warmUpSeconds, seconds, ratePerSecond } = sizes;
  const programs = [...new Set(sides.map(({ asks }) => asks))].filter((asks) => asks !== 'project');
  return {
    topic: 'read',
    metrics: METRICS,
    ...rest,
    sides: sides.map(({ id, kind, says }) => ({ id, kind, says })),
    settings: {
      drivers,
      ridesOfThePast: history,
      cacheVersionedMs: CACHE_VERSIONED_MS,
      detailsDeadlineMs: DETAILS_DEADLINE_MS,
      connections: CONNECTIONS,
      ratePerSecond,
      seconds,
      warmUpSeconds,
    },
    secondsASide: 2 * (warmUpSeconds + seconds),
    secondsAround: 15 + history / 50_000,
    open: async (context) =>
      new OpenRead(await ReadWorld.open(context, { drivers, history, programs }), sides, sizes, context),
  };
}
