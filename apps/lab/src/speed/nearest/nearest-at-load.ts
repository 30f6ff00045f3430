import { join } from 'node:path';
import type { Program } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { startProgram } from '../../runner/systems';
import type { RunContext, Experiment, Measurement, OpenExperiment } from '../../runner/experiment';
import type { Settings } from '../../results/results';
import type { AskOrder, AskReport } from './asker.process';
import { answersAreExact } from './exactness';
import { MovingFleet } from './moving-fleet';
import { LIMIT, NearestSystem, type SideId, sideOf, SIDES } from './nearest-system';
import { questionTimes } from './question-times';

interface Sizes {
  readonly drivers: number;
  readonly updatesPerSecond: number;
  readonly warmUpSeconds: number;
  readonly sqlSeconds: number;
  readonly httpSeconds: number;
  readonly checkedPlaces: number;
}
const FULL: Sizes = {
  ...{ drivers: 100_000, updatesPerSecond: 20_000 },
  ...{ warmUpSeconds: 1, sqlSeconds: 4, httpSeconds: 4, checkedPlaces: 20 },
};
const QUICK: Sizes = {
  ...{ drivers: 5_000, updatesPerSecond: 1_000 },
  ...{ warmUpSeconds: 0.2, sqlSeconds: 0.5, httpSeconds: 0.5, checkedPlaces: 5 },
};
/** A scan that is asked more often leaves no machine to measure on. */
const IN_SQL_A_SECOND = { naive: 4, project: 150, limit: 150, control: 150 };
const OVER_HTTP_A_SECOND = { naive: 4, project: 50, limit: 50, control: 0 };
const ASK_WITHIN_MS = 60_000;

class NearestAtLoad implements OpenExperiment {
  private constructor(
    private readonly context: RunContext,
    private readonly sizes: Sizes,
    private readonly system: NearestSystem,
    private readonly fleet: MovingFleet,
    private readonly asker: Program<AskOrder, AskReport>,
  ) {}

  static async open(context: RunContext, sizes: Sizes): Promise<NearestAtLoad> {
    const system = await NearestSystem.open(context, { drivers: sizes.drivers, sides: SIDES });
    const fleet = await MovingFleet.start(context, system, sizes.drivers);
    const asker = await startProgram<AskOrder, AskReport>(context, join(__dirname, 'asker.process.ts'));
    return new NearestAtLoad(context, sizes, system, fleet, asker);
  }

  async measure(id: string, repeat: number): Promise<Measurement> {
    const side = sideOf(id);
    const { context, system, fleet } = this;
    const { warmUpSeconds, sqlSeconds, updatesPerSecond, checkedPlaces } = this.sizes;
    const seed = context.seed + repeat * 1_000;
    const ratePerSecond = IN_SQL_A_SECOND[side];
    const ask = (seconds: number, salt: number) =>
      questionTimes(context, system, side, { ratePerSecond, seconds, seed: seed + salt });
    const values: Record<string, number> = {};
    const said: string[] = [];
    await fleet.move(updatesPerSecond);
    await ask(warmUpSeconds, 1);
    values.applied = await fleet.rateDuring(async () => {
      const { p50, p99 } = await ask(sqlSeconds, 2);
      Object.assign(values, { sqlP50: p50, sqlP99: p99 });
      if (side !== 'control') said.push(await this.overHttp(side, seed, values));
    });
    const published = await fleet.rest();
    said.push(`${published} updates published, and sequences advanced by as many`);
    if (side !== 'control') said.push(await answersAreExact(system, side, { places: checkedPlaces, seed }));
    return { values, verified: said.join('; ') };
  }

  private async overHttp(side: SideId, seed: number, values: Record<string, number>): Promise<string> {
    const { stack } = this.system;
    const order = {
      url: await this.system.urlOf(side),
      token: await stack.token({ role: 'dispatcher', sub: 'bench', hours: 1 }),
      ...{ ratePerSecond: OVER_HTTP_A_SECOND[side], limit: LIMIT, seed },
      ...{ warmUpSeconds: this.sizes.warmUpSeconds, seconds: this.sizes.httpSeconds },
    };
    const { latency, asked, good } = await this.asker.order(order, ASK_WITHIN_MS);
    if (good < asked || asked === 0)
      throw new UnverifiedError(
        `${side}: only ${good} of ${asked} HTTP answers held ${LIMIT} drivers in order`,
      );
    Object.assign(values, { httpP50: latency.p50, httpP99: latency.p99 });
    return `${good} of ${asked} HTTP answers held ${LIMIT} drivers in order`;
  }
}

const title = ({ drivers, updatesPerSecond }: Sizes) =>
  `The ${LIMIT} nearest free of ${drivers.toLocaleString('en')} drivers, ` +
  `while ${updatesPerSecond.toLocaleString('en')} updates a second arrive`;

export function nearestAtLoad({ quick }: Settings): Experiment {
  const sizes = quick ? QUICK : FULL;
  return {
    id: 'nearest-100000',
    topic: 'nearest',
    title: title(sizes),
    says:
      'The fleet moves by NATS through the real driver-service. Each side is asked about places of chance: in SQL ' +
      '(what Postgres says that planning and execution took) and over HTTP, in an open loop.',
    settings: {
      ...sizes,
      limit: LIMIT,
      sqlQuestionsPerSecond: IN_SQL_A_SECOND.project,
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
      { id: 'naive', kind: 'naive', says: 'Nest on Express, TypeORM: ORDER BY distance over the table' },
      {
        id: 'project',
        kind: 'project',
        says: 'driver-service: cells in an ordinary index, circles that grow',
      },
      { id: 'limit', kind: 'limit', says: 'Fastify and pg: GiST on a frozen copy, which no update touches' },
      { id: 'control', kind: 'other', says: 'no table: 3,000 square roots, beside the same load' },
    ],
    goals: [
      {
        id: 'P6',
        says: 'p50 in SQL, the scan over the project',
        ...{ metric: 'sqlP50', side: 'naive', over: 'project', atLeast: 25 },
      },
      { id: 'P6', says: 'p99 in SQL, ms', metric: 'sqlP99', side: 'project', atMost: 5 },
      ...(quick
        ? []
        : [
            {
              ...{ id: 'P6', says: 'updates applied a second while it is asked' },
              ...{ metric: 'applied', side: 'project', atLeast: 0.95 * sizes.updatesPerSecond },
            },
          ]),
    ],
    secondsASide: quick ? 2 : 12,
    secondsAround: quick ? 8 : 15,
    profiledSide: 'project',
    open: (context) => NearestAtLoad.open(context, sizes),
  };
}
