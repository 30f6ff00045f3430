import type { Settings } from '../../results/results';
import type { Experiment, OpenExperiment, RunContext } from '../../runner/experiment';
import { naive, openSides, project, type Sides } from '../sides/sides';
import { LIMIT, startNearest } from './nearest-system';
import { answersAreExact, questionTimes } from './questions';

const DRIVERS = { full: [1_000, 10_000, 100_000, 1_000_000], quick: [1_000] };

async function open(context: RunContext, drivers: number, seconds: number): Promise<OpenExperiment> {
  const system = await startNearest(context, drivers, ['naive']);
  /** @param ratePerSecond most: the next question waits for the one before it */
  const measureOf =
    (side: 'naive' | 'project', ratePerSecond: number): Sides[string] =>
    async (repeat) => {
      const plan = { ratePerSecond, seconds, seed: context.seed + repeat };
      await questionTimes(system, side, { ...plan, seconds: seconds / 4 });
      const latency = await questionTimes(system, side, plan);
      const verified = await answersAreExact(system, side, { places: 5, seed: plan.seed });
      return { values: { sqlP50: latency.p50, sqlP99: latency.p99 }, latency, verified };
    };
  return openSides({ naive: measureOf('naive', 20), project: measureOf('project', 200) });
}

function ofSize(drivers: number, { quick }: Settings): Experiment {
  const seconds = quick ? 0.3 : 5;
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
      naive('TypeORM: ORDER BY distance over the table'),
      project('driver-service: cells in an ordinary index, circles that grow'),
    ],
    goals: [],
    series: {
      ...{ id: 'nearest-by-drivers', title: 'The nearest free drivers, by how many there are' },
      ...{ of: 'drivers', x: drivers },
    },
    secondsASide: seconds * 1.5,
    secondsAround: 12 + drivers / 30_000,
    repeats: 1,
    open: (context) => open(context, drivers, seconds),
  };
}

export const nearestByDrivers = (settings: Settings): Experiment[] =>
  (settings.quick ? DRIVERS.quick : DRIVERS.full).map((drivers) => ofSize(drivers, settings));
