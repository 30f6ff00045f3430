import { MAX_LOOKUPS } from '@ride-hailing/contracts';
import { UnverifiedError } from '../../lab.errors';
import { HttpLoad } from '../../load/http-load';
import type { Question, RateOrder } from '../../load/http-order';
import type { Settings } from '../../results/results';
import type { Experiment, OpenExperiment, RunContext } from '../../runner/experiment';
import { currentRideQuestions, isChanging, plantedRide, rideParts } from '../drivers/planted-rides';
import { limit, naive, openSides, other, project, type Sides } from '../sides/sides';
import { RIDES, startDetailsWorld } from './details-world';

const CONNECTIONS = 64;
const RATE = 150;
const PAGES_PER_SECOND = 10;
const DRIVERS_A_PAGE = 50;

type Asking = Pick<RateOrder, 'url' | 'headers' | 'questions'>;

interface Times {
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

const notesIn = (index: number, notes: string) => (isChanging(index) ? [`"notes":"${notes}"`] : []);

/** Details came from their owner, and from no cache. */
const rideQuestions = (drivers: readonly number[], notes: string): Question[] =>
  currentRideQuestions(drivers, '?cache=none', (index) => [
    '"from":"ride-service"',
    ...notesIn(index, notes),
  ]);

/** Fifty drivers at a time. */
const pageQuestions = (drivers: readonly number[], notes: string): Question[] =>
  Array.from({ length: drivers.length / DRIVERS_A_PAGE }, (_, page) => {
    const asked = drivers.slice(page * DRIVERS_A_PAGE, (page + 1) * DRIVERS_A_PAGE);
    const ids = asked.map((index) => plantedRide(index).driverId).join(',');
    return {
      path: `/drivers?ids=${ids}&details=true&cache=none`,
      contains: asked.flatMap((index) => [...rideParts(index), ...notesIn(index, notes)]),
    };
  });

async function open(context: RunContext, { seconds, warmUpSeconds }: Times): Promise<OpenExperiment> {
  const world = await startDetailsWorld(context);
  const { system, headers, rides } = world;
  const [uncoalesced, naiveUrl, bareUrl] = await Promise.all([
    system.stack.addInstance('driver-service', { DETAILS_LOOKUPS_PER_CALL: '1' }),
    world.serve('naive'),
    world.serve('bare'),
  ]);
  const load = await HttpLoad.start(context);
  let orders = 0;

  const measureOf =
    (side: string, url: string): Sides[string] =>
    async (repeat) => {
      const seed = context.seed + repeat;
      const notes = `${side} ${repeat} ${(orders += 1)}`;
      await rides.note(notes);
      const asking = { url, headers, questions: rideQuestions(rides.drivers, notes) };
      const hard = { ...asking, connections: CONNECTIONS, warmUpSeconds: 0 };
      await load.saturate({ ...hard, seconds: warmUpSeconds });
      const before = await world.ownersWork();
      const { answersPerSecond, right: answers, asked, verified } = await load.saturate({ ...hard, seconds });
      const after = await world.ownersWork();
      const calls = after.calls - before.calls;
      if (calls * MAX_LOOKUPS < answers) {
        throw new UnverifiedError(`${answers} answers out of ${calls} calls of the owner`);
      }
      const rate = { warmUpSeconds: warmUpSeconds / 2, ratePerSecond: RATE, seed, seconds: seconds / 2 };
      const calm = await load.atRate({ ...asking, ...rate });
      const pages = await pagesOf({ url, headers, questions: pageQuestions(rides.drivers, notes) }, seed);
      return {
        values: {
          answers: answersPerSecond,
          p50: calm.latency.p50,
          callsPer1000: (calls / asked) * 1_000,
          ownerCpu: ((after.cpuSeconds - before.cpuSeconds) / asked) * 1_000_000,
          callsPerPage: pages.calls / pages.latency.count,
          pageP50: pages.latency.p50,
        },
        latency: calm.latency,
        verified: `${verified}, ${calls} calls; ${calm.verified} at ${RATE}/s; ${pages.verified}: pages of ${DRIVERS_A_PAGE} drivers`,
      };
    };

  /** Asks so seldom that two pages are unlikely to share a call. */
  const pagesOf = async (asking: Asking, seed: number) => {
    const order = { ...asking, seed, ratePerSecond: PAGES_PER_SECOND, warmUpSeconds: 0 };
    await load.atRate({ ...order, seconds: 1 });
    const before = await world.ownersWork();
    // Pages are asked for at random moments, so that a shorter time might have none.
    const pages = await load.atRate({ ...order, seconds: Math.max(1, seconds) });
    const { calls } = await world.ownersWork();
    return { ...pages, calls: calls - before.calls };
  };

  return openSides({
    naive: measureOf('naive', naiveUrl),
    uncoalesced: measureOf('uncoalesced', uncoalesced.url),
    project: measureOf('project', system.stack.urls.driverService),
    limit: measureOf('limit', bareUrl),
  });
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
      `each time; then questions at random moments, for the latency; then pages of ${DRIVERS_A_PAGE} drivers with ` +
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
      naive("Nest on Express, a repository, Nest's gRPC client, a call for each ride"),
      other('uncoalesced', 'Driver Service with DETAILS_LOOKUPS_PER_CALL=1'),
      project('Driver Service, caching choice `none`'),
      limit('Fastify, pg and grpc-js alone, a call for each question'),
    ],
    goals: [
      {
        ...{ id: 'P4', says: 'uncached details over HTTP, by those of uncoalesced lookups' },
        ...{ metric: 'answers', side: 'project', over: 'uncoalesced', atLeast: 4 },
      },
      {
        id: 'P4',
        says: `details of ${DRIVERS_A_PAGE} drivers in one page: at most one call of their owner`,
        ...{ metric: 'callsPerPage', side: 'project', atMost: 1 },
      },
    ],
    secondsASide: 2.5 * seconds + 1.5 * warmUpSeconds + 1,
    secondsAround: 12,
    profiledSide: 'project',
    open: (context) => open(context, times),
  };
}
