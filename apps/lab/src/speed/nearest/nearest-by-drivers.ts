import type { RunContext, Experiment, Measurement, OpenExperiment } from '../../runner/experiment';
import type { Settings } from '../../results/results';
import { answersAreExact } from './exactness';
import { LIMIT, NearestSystem } from './nearest-system';
import { questionTimes } from './question-times';

const DRIVERS = { full: [1_000, 10_000, 100_000, 1_000_000], quick: [1_000] };
const SIDES = ['naive', 'project'] as const;
const SECONDS = { full: 5, quick: 0.3 };
/** Most: the next question waits for the one before it. */
const QUESTIONS_A_SECOND = { naive: 20, project: 200 };

class NearestByDrivers implements OpenExperiment {
  constructor(
    private readonly context: RunContext,
    private readonly system: NearestSystem,
    private readonly seconds: number,
  ) {}

  async measure(id: string, repeat: number): Promise<Measurement> {
    const side = id === 'naive' ? 'naive' : 'project';
    const { context, system, seconds } = this;
    const plan = { ratePerSecond: QUESTIONS_A_SECOND[side], seconds, seed: context.seed + repeat };
    await questionTimes(context, system, side, { ...plan, seconds: seconds / 4 });
    const latency = await questionTimes(context, system, side, plan);
    const verified = await answersAreExact(system, side, { places: 5, seed: plan.seed });
    return { values: { sqlP50: latency.p50, sqlP99: latency.p99 }, latency, verified };
  }
}

function ofSize(drivers: number, { quick }: Settings): Experiment {
  const seconds = quick ? SECONDS.quick : SECONDS.full;
  return {
    id: `nearest-by-drivers-${drivers}`,
    topic: 'nearest',
    title: `The ${LIMIT} nearest free of ${drivers.toLocaleString('en')} drivers, while nothing moves`,
    says: 'The same city whatever their number: ten times the drivers are ten times as close together.',
    settings: { drivers, limit: LIMIT, seconds },
    metrics: [
      { id: 'sqlP50', label: 'in SQL, p50', unit: 'ms', better: 'lower' },
      { id: 'sqlP99', label: 'in SQL, p99', unit: 'ms', better: 'lower' },
    ],
    sides: [
      { id: 'naive', kind: 'naive', says: 'TypeORM: ORDER BY distance over the table' },
      {
        id: 'project',
        kind: 'project',
        says: 'driver-service: cells in an ordinary index, circles that grow',
      },
    ],
    goals: [],
    series: {
      ...{ id: 'nearest-by-drivers', title: 'The nearest free drivers, by how many there are' },
      ...{ of: 'drivers', x: drivers },
    },
    secondsASide: seconds * 1.5,
    secondsAround: 12 + drivers / 30_000,
    repeats: 1,
    open: async (context) =>
      new NearestByDrivers(context, await NearestSystem.open(context, { drivers, sides: SIDES }), seconds),
  };
}

export const nearestByDrivers = (settings: Settings): Experiment[] =>
  (settings.quick ? DRIVERS.quick : DRIVERS.full).map((drivers) => ofSize(drivers, settings));
