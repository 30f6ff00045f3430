import { HttpLoad } from '../../load/http-load';
import type { Goal, Settings } from '../../results/results';
import type { Experiment, Measurement, OpenExperiment, RunContext } from '../../runner/experiment';
import { placesOf } from '../fleet/phones';
import { limit, naive, openSides, other, project } from '../sides/sides';
import { startFleet } from './moving-fleet';
import { LIMIT, type SideId, SIDES, startNearest } from './nearest-system';
import { answersAreExact, questionTimes } from './questions';

const FULL = {
  ...{ drivers: 100_000, updatesPerSecond: 20_000 },
  ...{ warmUpSeconds: 1, sqlSeconds: 4, httpSeconds: 4, checkedPlaces: 20 },
};
const QUICK: typeof FULL = {
  ...{ drivers: 5_000, updatesPerSecond: 1_000 },
  ...{ warmUpSeconds: 0.2, sqlSeconds: 0.5, httpSeconds: 1, checkedPlaces: 5 },
};
/** A scan that is asked more often leaves no machine to measure on. */
const IN_SQL_A_SECOND = { naive: 4, project: 150, limit: 150, control: 150 };
const OVER_HTTP_A_SECOND = { naive: 4, project: 50, limit: 50, control: 0 };

async function open(context: RunContext, sizes: typeof FULL): Promise<OpenExperiment> {
  const { warmUpSeconds, sqlSeconds, httpSeconds, updatesPerSecond } = sizes;
  const nearest = await startNearest(context, sizes.drivers, ['naive', 'limit', 'control']);
  const fleet = await startFleet(nearest);
  const load = await HttpLoad.start(context);
  const headers = { authorization: `Bearer ${nearest.system.token}` };

  const overHttp = async (side: SideId, seed: number) => {
    const questions = placesOf(1_000, seed).map(({ lat, lng }) => ({
      ...{ path: `/drivers/nearest?lat=${lat}&lng=${lng}&limit=${LIMIT}`, contains: [], nearest: LIMIT },
    }));
    const times = { ratePerSecond: OVER_HTTP_A_SECOND[side], warmUpSeconds, seconds: httpSeconds };
    return load.atRate({ url: await nearest.urlOf(side), headers, questions, ...times, seed });
  };

  const measureOf =
    (side: SideId) =>
    async (repeat: number): Promise<Measurement> => {
      const seed = context.seed + repeat * 1_000;
      const ratePerSecond = IN_SQL_A_SECOND[side];
      const ask = (seconds: number, salt: number) =>
        questionTimes(nearest, side, { ratePerSecond, seconds, seed: seed + salt });
      const values: Record<string, number> = {};
      const said: string[] = [];
      await fleet.move(updatesPerSecond);
      await ask(warmUpSeconds, 1);
      values.applied = await fleet.rateDuring(async () => {
        const { p50, p99 } = await ask(sqlSeconds, 2);
        Object.assign(values, { sqlP50: p50, sqlP99: p99 });
        if (side === 'control') return;
        const { latency, verified } = await overHttp(side, seed);
        Object.assign(values, { httpP50: latency.p50, httpP99: latency.p99 });
        said.push(`over HTTP ${verified}: ${LIMIT} drivers in order`);
      });
      said.push(`${await fleet.rest()} updates published, and sequences advanced by as many`);
      if (side !== 'control')
        said.push(await answersAreExact(nearest, side, { places: sizes.checkedPlaces, seed }));
      return { values, verified: said.join('; ') };
    };

  return openSides(Object.fromEntries(SIDES.map((side) => [side, measureOf(side)])));
}

const inWords = (count: number): string => count.toLocaleString('en');

export function nearestAtLoad({ quick }: Settings): Experiment {
  const sizes = quick ? QUICK : FULL;
  const { drivers, updatesPerSecond } = sizes;
  const keepsUp: Goal = {
    ...{ id: 'P6', says: 'updates applied a second while it is asked' },
    ...{ metric: 'applied', side: 'project', atLeast: 0.95 * updatesPerSecond },
  };
  return {
    id: 'nearest-100000',
    topic: 'nearest',
    title:
      `The ${LIMIT} nearest free of ${inWords(drivers)} drivers, ` +
      `while ${inWords(updatesPerSecond)} updates a second arrive`,
    says:
      'The fleet moves by NATS through the real driver-service. Each side is asked about places of chance: in SQL ' +
      '(what Postgres says that planning and execution took) and over HTTP, in an open loop.',
    settings: {
      ...{ ...sizes, limit: LIMIT, sqlQuestionsPerSecond: IN_SQL_A_SECOND.project },
      httpQuestionsPerSecond: OVER_HTTP_A_SECOND.project,
      naiveQuestionsPerSecond: IN_SQL_A_SECOND.naive,
    },
    metrics: [
      { id: 'sqlP50', label: 'in SQL, p50', unit: 'ms', better: 'lower' },
      { id: 'sqlP99', label: 'in SQL, p99', unit: 'ms', better: 'lower' },
      { id: 'httpP50', label: 'over HTTP, p50', unit: 'ms', better: 'lower' },
      { id: 'httpP99', label: 'over HTTP, p99', unit: 'ms', better: 'lower' },
      { id: 'applied', label: 'updates applied meanwhile', unit: 'a second', better: 'higher' },
    ],
    sides: [
      naive('Nest on Express, TypeORM: ORDER BY distance over the table'),
      project('driver-service: cells in an ordinary index, circles that grow'),
      limit('Fastify and pg: GiST on a frozen copy, which no update touches'),
      other('control', 'no table: 3,000 square roots, beside the same load'),
    ],
    goals: [
      {
        ...{ id: 'P6', says: 'p50 in SQL, the scan over the project' },
        ...{ metric: 'sqlP50', side: 'naive', over: 'project', atLeast: 66 },
      },
      {
        ...{ id: 'P6', says: 'p99 in SQL, by that of the frozen copy' },
        ...{ metric: 'sqlP99', side: 'project', over: 'limit', atMost: 1.3 },
      },
      ...(quick ? [] : [keepsUp]),
    ],
    secondsASide: quick ? 2 : 12,
    secondsAround: quick ? 8 : 15,
    profiledSide: 'project',
    open: (context) => open(context, sizes),
  };
}
