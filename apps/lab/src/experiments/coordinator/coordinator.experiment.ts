import { FaultProxy, PORT_OFFSETS } from '@ride-hailing/stack';
import { eventually } from '@ride-hailing/testing';
import { latencyOf } from '../../measuring/latency';
import type { Metric, Side } from '../../results/results';
import type { Experiment, RunContext, Topic } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { P50, P99 } from '../metrics';
import { together } from '../together';
import { newOrders } from './assignment-orders';
import { CLAIMS } from './claims';
import { COORDINATOR_FAULTS, type CoordinatorFault } from './coordinator-faults';
import { figuresOf } from './course-figures';
import { ask, courseOf, FAULT_MS } from './through-assignments';
import { AssignerProcess, coordinatorOf, type Order, type Way } from './ways';

/** Participants ask nobody what became of an assignment: what comes right again, the way itself has put right. */
const ASK_NOBODY = { RESERVATION_ASK_AFTER_MS: '3600000' };
const WARM_UP = 4;
const WELL_WITHIN_MS = 60_000;
const QUICK_FAULTS: readonly CoordinatorFault[] = ['no-fault', 'coordinator-killed'];
const LOADS = { full: { bursts: 9, burst: 8 }, quick: { bursts: 7, burst: 4 } } as const;

interface Load {
  readonly bursts: number;
  /** Assignments that each way is asked for, one shortly after the other. */
  readonly burst: number;
}

const SIDES: Readonly<Record<string, string>> = {
  coordinator: 'the gateway: Try, Confirm and Cancel, with a log of decisions and a recovery',
  'two-calls':
    "a call of Driver Service, then a call of Ride Service, and nothing when one fails; since the services' only door for it has " +
    'two steps, each call is a Try with its Confirm at once',
  saga:
    'reserve, ask for the ride for up to 20 s, and cancel both when it is not to be had; its progress is in memory alone: no ' +
    'log, no outbox, no broker',
};

const METRICS: readonly Metric[] = [
  {
    ...{ id: 'success', label: 'of those asked for during the fault, answered with yes within 8 s' },
    ...{ unit: 'share', better: 'higher' },
  },
  {
    ...{ id: 'madeInTheEnd', label: 'of those asked for during the fault, made in the end' },
    ...{ unit: 'share', better: 'higher' },
  },
  { id: 'mixed', label: 'rides on which the services disagree at rest', unit: 'rides', better: 'lower' },
  { id: 'inDoubt', label: 'longest time that a ride was in doubt', unit: 'ms', better: 'lower' },
  ...[P50, P99],
  {
    ...{ id: 'availability', label: 'answered with yes, before, during and after' },
    ...{ unit: 'share', better: 'higher' },
  },
  {
    ...{ id: 'parts', label: 'availability of each part, multiplied' },
    ...{ unit: 'share', better: 'higher' },
  },
];

async function waysOf(context: RunContext, system: LabSystem) {
  const { belongings } = context;
  const [host = '', port] = system.stack.urls.rideServiceGrpc.split(':');
  const rides = await FaultProxy.start({ host, port: Number(port) });
  belongings.own({ stop: () => rides.close() });
  const drivers = `${host}:${system.stack.portBase + PORT_OFFSETS.driverServiceGrpc}`;
  const doors = { drivers, rides: rides.address };
  const twoCalls = belongings.own(new AssignerProcess('two-calls', doors));
  const saga = belongings.own(new AssignerProcess('saga', doors));
  await Promise.all([twoCalls.start(), saga.start()]);
  const ways: [string, Way][] = [
    ['coordinator', coordinatorOf(system)],
    ['two-calls', twoCalls],
    ['saga', saga],
  ];
  return { rides, ways: new Map(ways) };
}

/**
 * Each way has to make all of a few assignments; connections are open then, and the last fault is over. Resolves with
 * the time that one of them takes, ms.
 */
async function allWell(system: LabSystem, ways: ReadonlyMap<string, Way>, prefix: string): Promise<number> {
  let round = 0;
  return eventually(
    async () => {
      const orders = await newOrders(system, ways.size * WARM_UP, `${prefix}-${(round += 1)}`);
      const asked = [...ways].flatMap(([name, way], index) =>
        orders.slice(index * WARM_UP, (index + 1) * WARM_UP).map((order) => ask(name, way, order)),
      );
      const answers = await Promise.all(asked);
      const isWell = answers.every(({ isAssigned }) => isAssigned);
      return isWell && latencyOf(answers.map(({ tookMs }) => tookMs)).p50;
    },
    { timeoutMs: WELL_WITHIN_MS },
  );
}

async function open(context: RunContext, fault: CoordinatorFault, { bursts, burst }: Load) {
  const { seed, signal, step } = context;
  const system = await LabSystem.ofExperiment(context, {
    approaches: [],
    proxies: [{ from: 'gateway', to: 'ride-service' }],
    env: { 'ride-service': ASK_NOBODY, 'driver-service': ASK_NOBODY },
  });
  const { rides, ways } = await waysOf(context, system);
  return together(async (repeat) => {
    step(`repeat ${repeat + 1}: rides and drivers`);
    const usualMs = await allWell(system, ways, `warm-${repeat}`);
    const orders = new Map<string, readonly Order[]>();
    for (const name of ways.keys())
      orders.set(name, await newOrders(system, bursts * burst, `${name}-${repeat}`));
    step(`repeat ${repeat + 1}: assigning`);
    const course = await courseOf({
      ...{ system, rides, ways, fault, orders, bursts, burst, usualMs, signal },
      seed: seed + repeat,
    });
    return new Map([...ways.keys()].map((name) => [name, [figuresOf(name, course)]]));
  });
}

/** What becomes of assignments, which change two services, in three ways to make them. */
export const coordinatorTopic: Topic = ({ quick }) => {
  const load = quick ? LOADS.quick : LOADS.full;
  const faults = quick ? QUICK_FAULTS : (Object.keys(COORDINATOR_FAULTS) as CoordinatorFault[]);
  return faults.map((fault): Experiment => ({
    ...{ id: `coordinator-${fault}`, topic: 'coordinator', goals: [], claims: CLAIMS[fault] },
    title: fault.replaceAll('-', ' '),
    says:
      `${COORDINATOR_FAULTS[fault].says} Each assignment reserves a driver in Driver Service and gives the driver a ride in Ride ` +
      'Service; all ways are asked at the same time, each for rides and drivers of its own. Both databases are looked into all ' +
      'the time: a ride is in doubt from the first to the last look at which one service has the assignment and the other has ' +
      'not, or something of it is pending. At rest means ten seconds after all parts are there again.',
    settings: {
      ...{ bursts: load.bursts, 'assignments in a burst, of each way': load.burst, 'ms between bursts': 500 },
      'ms of the fault, without the start of what was killed': FAULT_MS,
    },
    metrics: METRICS,
    sides: Object.entries(SIDES).map(([id, says]): Side => ({ id, kind: 'other', says })),
    secondsASide: fault === 'no-fault' ? 3 : 6,
    secondsAround: 25,
    open: (context) => open(context, fault, load),
  }));
};
