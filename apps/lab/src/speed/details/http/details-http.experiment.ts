import { UnverifiedError } from '../../../lab.errors';
import type { RunContext, Experiment, Measurement, OpenExperiment } from '../../../runner/experiment';
import { HttpLoad } from '../../../load/http-load';
import type { Settings } from '../../../results/results';
import { DetailsSystem } from '../details-system';
import { RIDES } from '../planted-rides';
import { DRIVERS_A_PAGE, pageQuestions, rideQuestions } from './details-questions';
import { HttpSides } from './http-sides';

const CONNECTIONS = 64;
const RATE = 150;
const PAGES_PER_SECOND = 10;

interface Times {
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** Of the contract. */
const MOST_LOOKUPS = 100;

class HttpExperiment implements OpenExperiment {
  private orders = 0;

  constructor(
    private readonly system: DetailsSystem,
    private readonly sides: HttpSides,
    private readonly load: HttpLoad,
    private readonly times: Times,
    private readonly seed: number,
  ) {}

  async measure(side: string, repeat: number): Promise<Measurement> {
    const { url, headers, rideSuffix, pageSuffix, fromOwner } = this.sides.of(side);
    const { seconds, warmUpSeconds } = this.times;
    const seed = this.seed + repeat;
    const notes = `${side} ${repeat} ${(this.orders += 1)}`;
    await this.system.rides.note(notes);
    const rides = { url, headers, questions: rideQuestions(rideSuffix, notes, fromOwner) };
    await this.load.saturate({
      ...rides,
      connections: CONNECTIONS,
      warmUpSeconds: 0,
      seconds: warmUpSeconds,
    });
    const before = await this.system.ownersWork();
    const order = { ...rides, connections: CONNECTIONS, warmUpSeconds: 0, seconds };
    const { answersPerSecond, right: answers, asked, verified } = await this.load.saturate(order);
    const after = await this.system.ownersWork();
    const calls = after.calls - before.calls;
    if (calls * MOST_LOOKUPS < answers) {
      throw new UnverifiedError(`${answers} answers out of ${calls} calls of the owner`);
    }
    const rate = { warmUpSeconds: warmUpSeconds / 2, ratePerSecond: RATE, seed, seconds: seconds / 2 };
    const calm = await this.load.atRate({ ...rides, ...rate });
    const questions = pageQuestions(pageSuffix, notes);
    const pages = await this.pages({ url, headers, questions }, seed);
    return {
      values: {
        answers: answersPerSecond,
        p50: calm.latency.p50,
        callsPer1000: (calls / asked) * 1_000,
        ownerCpu: ((after.cpuSeconds - before.cpuSeconds) / asked) * 1_000_000,
        callsPerPage: pages.calls / pages.count,
        pageP50: pages.p50,
      },
      latency: calm.latency,
      verified: `${verified}, ${calls} calls; ${calm.verified} at ${RATE}/s; ${pages.verified}`,
    };
  }

  /** So few at a time that no two of them are likely to share a call. */
  private async pages(
    asking: Pick<Parameters<HttpLoad['atRate']>[0], 'url' | 'headers' | 'questions'>,
    seed: number,
  ) {
    // Long enough for some pages at moments of chance.
    const seconds = Math.max(1, this.times.seconds);
    const order = { ...asking, seed, ratePerSecond: PAGES_PER_SECOND };
    await this.load.atRate({ ...order, warmUpSeconds: 0, seconds: 1 });
    const before = await this.system.ownersWork();
    const { latency, verified } = await this.load.atRate({
      ...order,
      warmUpSeconds: 0,
      seconds,
    });
    const { calls } = await this.system.ownersWork();
    const told = `${verified}: pages of ${DRIVERS_A_PAGE} drivers`;
    return { calls: calls - before.calls, count: latency.count, p50: latency.p50, verified: told };
  }
}

async function open(context: RunContext, times: Times): Promise<OpenExperiment> {
  const system = await DetailsSystem.start(context);
  const sides = await HttpSides.start(system, context);
  return new HttpExperiment(system, sides, await HttpLoad.start(context), times, context.seed);
}

export function detailsHttp({ quick }: Settings): Experiment {
  const times = quick ? { seconds: 1, warmUpSeconds: 1 } : { seconds: 3, warmUpSeconds: 1.5 };
  const { seconds, warmUpSeconds } = times;
  return {
    id: 'details-http',
    topic: 'details',
    title: 'Details over HTTP, uncached',
    says:
      `GET /drivers/:id/current-ride over ${CONNECTIONS} connections, out of ${RIDES} rides, details from their owner ` +
      `each time; then questions at moments of chance, for the latency; then pages of ${DRIVERS_A_PAGE} drivers with ` +
      'their details.',
    settings: {
      ...{ rides: RIDES, connections: CONNECTIONS, seconds },
      ...{ 'answers/s for the latency': RATE, 'pages/s': PAGES_PER_SECOND },
    },
    metrics: [
      { id: 'answers', label: 'answers', unit: 'a second', better: 'higher' },
      { id: 'p50', label: 'p50', unit: 'ms', better: 'lower' },
      { id: 'callsPer1000', label: 'calls per 1,000', unit: 'calls', better: 'lower' },
      { id: 'ownerCpu', label: "owner's CPU per 1,000", unit: 'ms', better: 'lower' },
      { id: 'callsPerPage', label: 'calls per page', unit: 'calls', better: 'lower' },
      { id: 'pageP50', label: 'a page, p50', unit: 'ms', better: 'lower' },
    ],
    sides: [
      {
        id: 'naive',
        kind: 'naive',
        says: "Nest on Express, a repository, Nest's gRPC client, a call for each ride",
      },
      { id: 'uncoalesced', kind: 'other', says: 'Driver Service with DETAILS_LOOKUPS_PER_CALL=1' },
      { id: 'project', kind: 'project', says: 'Driver Service, caching choice `none`' },
      { id: 'limit', kind: 'limit', says: 'Fastify, pg and grpc-js alone, a call for each question' },
    ],
    goals: [
      {
        ...{ id: 'P4', says: 'uncached details over HTTP: at least 2 x uncoalesced' },
        ...{ metric: 'answers', side: 'project', over: 'uncoalesced', atLeast: 2 },
      },
      {
        ...{
          id: 'P4',
          says: `details of ${DRIVERS_A_PAGE} drivers in one page: at most one call of their owner`,
        },
        ...{ metric: 'callsPerPage', side: 'project', atMost: 1 },
      },
    ],
    secondsASide: 2.5 * seconds + 1.5 * warmUpSeconds + 1,
    secondsAround: 12,
    profiledSide: 'project',
    open: (context) => open(context, times),
  };
}
