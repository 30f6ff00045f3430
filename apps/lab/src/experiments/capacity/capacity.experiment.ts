import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { APPROACHES } from '@ride-hailing/contracts';
import { UnverifiedError } from '../../lab.errors';
import type { Side } from '../../results/results';
import type { Experiment, Measurement, RunContext, Topic } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { P50 } from '../metrics';
import { CLAIMS, CONNECTIONS } from './claims';
import { boundOf, gainOfFour } from './demand';
import { instancesOf } from './instances.experiment';

const DRIVERS = 100;
const CHANGES = 5;
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files'],
  ...['hybrid/versioned', 'hybrid/none'],
];
const BASELINE_S = 1;

type Cpu = Readonly<Record<string, number>>;

const usedSince = (before: Cpu, after: Cpu): Cpu =>
  Object.fromEntries(Object.entries(after).map(([name, used]) => [name, used - (before[name] ?? 0)]));

interface Plan {
  readonly seconds: number;
  readonly warmSeconds: number;
  readonly sides: readonly string[];
}

async function open(context: RunContext, { seconds, warmSeconds, sides }: Plan) {
  const { signal, seed, step } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES] });
  step('preparing');
  const variants = SIDES.map(variantNamed);
  const workload = await Workload.start(system, {
    ...{ drivers: DRIVERS, changesPerSecond: CHANGES, seed, variants, signal },
  });
  context.belongings.own(workload);

  /** What the changes and the rest cost in a second without any read. */
  const idle = async (): Promise<Cpu> => {
    const before = system.cpuSeconds();
    await delay(BASELINE_S * 1_000, undefined, { signal });
    return usedSince(before, system.cpuSeconds());
  };

  // What was just started is compiled while it answers: each way to an answer is gone often before any of them counts.
  for (const side of sides) {
    step(`${side}, warming`);
    const order = { target: workload.targetOf(variantNamed(side)), seed, seconds: warmSeconds };
    await workload.readers.closedLoop({ ...order, connections: Math.max(...CONNECTIONS) }, signal);
  }

  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const target = workload.targetOf(variantNamed(side));
      const read = (connections: number, forSeconds: number) =>
        workload.readers.closedLoop(
          { target, seed: seed + repeat, connections, seconds: forSeconds },
          signal,
        );
      await read(8, 0.5);
      const resting = await idle();
      const before = system.cpuSeconds();
      const measured: Measurement[] = [];
      let answers = 0;
      for (const connections of CONNECTIONS) {
        step(`${side}, ${connections} callers`);
        const { readsPerSecond, failedShare, latency } = await read(connections, seconds);
        if (failedShare > 0.01) throw new UnverifiedError(`${failedShare} of the answers of ${side} failed`);
        answers += latency.count;
        measured.push({
          at: connections,
          values: { answersPerSecond: readsPerSecond, p50: latency.p50 },
          verified: `${latency.count} answers, ${failedShare * 100} % failed`,
        });
      }
      const used = usedSince(before, system.cpuSeconds());
      const demands = Object.fromEntries(
        Object.entries(used).map(([name, cpu]) => {
          const own = cpu - ((resting[name] ?? 0) / BASELINE_S) * CONNECTIONS.length * seconds;
          return [name, (Math.max(0, own) * 1_000) / answers];
        }),
      );
      const { answersPerSecond, bottleneck } = boundOf(demands, { instances: 1, cores: cpus().length });
      return [
        ...measured,
        {
          values: {
            cpuAll: Object.values(demands).reduce((sum, demand) => sum + demand, 0),
            cpuDriver: demands['driver-service'] ?? 0,
            cpuRide: demands['ride-service'] ?? 0,
            cpuPostgres: demands.postgres ?? 0,
            cpuNats: demands.nats ?? 0,
            bound: answersPerSecond,
            gainOfFour: gainOfFour(demands, cpus().length),
          },
          verified: `${answers} answers; by demand the bottleneck is ${bottleneck}`,
        },
      ];
    },
  };
}

const cpu = (id: string, label: string): Experiment['metrics'][number] => ({
  ...{ id, label: `CPU of ${label} for 1,000 answers`, unit: 'CPU seconds', better: 'lower' },
});

/** How many answers a second there can be, what bounds them, and what more instances gain. */
export const capacityTopic: Topic = ({ quick }) => {
  const plan: Plan = quick
    ? { seconds: 0.5, warmSeconds: 0.5, sides: ['sync-api', 'event-replication'] }
    : { seconds: 1.5, warmSeconds: 3, sides: SIDES };
  const { seconds, warmSeconds, sides } = plan;
  const experiment: Experiment = {
    ...{ id: 'capacity', topic: 'capacity', title: 'How many answers a second?', goals: [], claims: CLAIMS },
    says:
      'More and more callers ask, each as soon as it has an answer, while few rides change. The CPU of each process for an answer, what ' +
      'the changes cost taken off, is its demand: the highest bounds the throughput, and says what more instances of Driver Service gain.',
    settings: {
      drivers: DRIVERS,
      'changes a second': CHANGES,
      'seconds a slot': seconds,
      'seconds of warming, each': warmSeconds,
    },
    moved: { label: 'callers at once', unit: '', scale: 'log' },
    metrics: [
      { id: 'answersPerSecond', label: 'answers', unit: 'a second', better: 'higher' },
      P50,
      cpu('cpuAll', 'all processes'),
      cpu('cpuDriver', 'driver-service'),
      cpu('cpuRide', 'ride-service'),
      cpu('cpuPostgres', 'Postgres'),
      cpu('cpuNats', 'NATS'),
      { id: 'bound', label: 'answers that the demand allows', unit: 'a second', better: 'higher' },
      {
        id: 'gainOfFour',
        label: 'answers of four instances by those of one, by demand',
        unit: 'times',
        better: 'higher',
      },
    ],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    ...{ secondsASide: CONNECTIONS.length * seconds + 2, secondsAround: 25 + sides.length * warmSeconds },
    open: (context) => open(context, plan),
  };
  return [experiment, ...instancesOf({ quick })];
};
