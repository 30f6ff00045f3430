import { aRideRequest } from '@ride-hailing/testing';
import { HttpLoad } from '../../load/http-load';
import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { openSides, type Sides, startSide } from '../sides/sides';
import { keepCommitTimes, waitsToCopy } from './commit-times';
import { addSideStreams, STREAM_OF } from './side-streams';

const STARTS_WITHIN_MS = 5_000;
const SERVICES = ['ride-service', 'driver-service'] as const;
const SERVERS = ['postgres', 'nats'];
const CONNECTIONS = 64;
const QUESTIONS = [{ path: '/rides', contains: [], body: JSON.stringify(aRideRequest()) }];

export interface ToCopyLoad {
  readonly ratePerSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Who takes commands, and where the change and its copy can be seen. */
interface Side {
  readonly url: string;
  readonly owner: string;
  readonly copy: string;
  readonly cpuSeconds: () => number;
}

export async function openToCopy(context: RunContext, load: ToCopyLoad): Promise<OpenExperiment> {
  const system = await LabSystem.ofExperiment(context, { services: SERVICES });
  context.step('Postgres once more, to keep the times of commits');
  await keepCommitTimes(system);
  const loader = await HttpLoad.start(context);
  const headers = { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' };
  const { ratePerSecond, warmUpSeconds, seconds } = load;

  const measureOf =
    ({ url, owner, copy, cpuSeconds }: Side): Sides[string] =>
    async (repeat) => {
      const before = cpuSeconds();
      const order = { url, headers, questions: QUESTIONS, ...load, connections: CONNECTIONS };
      const answers = await loader.atRate({ ...order, seed: context.seed + repeat });
      const places = { owner, copy };
      const { waits, changesPerSecond, verified } = await waitsToCopy(system.databases, places, answers.made);
      const cpuPer1000 = ((cpuSeconds() - before) * 1e6) / ((warmUpSeconds + seconds) * ratePerSecond);
      const { p50: answerP50, p99: answerP99 } = answers.latency;
      const values = { p50: waits.p50, p99: waits.p99, changesPerSecond, answerP50, answerP99, cpuPer1000 };
      return { values, latency: waits, verified };
    };

  const startPair = async (name: 'naive' | 'bare'): Promise<Side> => {
    const { databases } = system;
    const [owner, copy] = [`${name}_rides`, `${name}_copy`];
    await databases.create(owner);
    await databases.create(copy);
    const file = (part: string) => `outbox/${name}-${part}.process.ts`;
    const taker = await startSide(context, system, file('copy'), copy, [STREAM_OF[name]]);
    const giver = await startSide<'address', string>(context, system, file('owner'), owner);
    const url = await giver.order('address', STARTS_WITHIN_MS);
    return { url, owner, copy, cpuSeconds: () => system.cpuSecondsOf(SERVERS, [taker.pid, giver.pid]) };
  };

  const project = measureOf({
    ...{ url: system.stack.urls.rideService, owner: 'ride_service', copy: 'driver_service' },
    cpuSeconds: () => system.cpuSecondsOf([...SERVERS, ...SERVICES]),
  });
  if (context.profileFolder !== undefined) return openSides({ project });
  await addSideStreams(system.broker);
  const naive = measureOf(await startPair('naive'));
  return openSides({ project, naive, limit: measureOf(await startPair('bare')) });
}
