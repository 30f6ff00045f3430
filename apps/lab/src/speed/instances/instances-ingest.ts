import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { CpuShares } from '../../world/cpu-shares';
import { openIngest } from '../ingest/ingest-world';
import { projectSide } from '../ingest/sides';
import type { Sides } from '../sides/sides';
import { measurementOf, SHARE } from './turn';

const UPDATES_OF_CPU = 100_000;

export interface IngestPlan {
  /** By side. */
  readonly instances: Readonly<Record<string, number>>;
  readonly drivers: number;
  readonly updates: number;
}

/** One backlog, which the instances share. Those that have no part in a turn do not run: they would take updates, too. */
export async function openInstancesIngest(context: RunContext, plan: IngestPlan): Promise<OpenExperiment> {
  const { belongings, seed, step, settings } = context;
  const { drivers, updates } = plan;
  const shares = belongings.own(new CpuShares(SHARE));
  return openIngest(context, async (world) => {
    const { stack } = world.system;
    const most = Math.max(...Object.values(plan.instances));
    step('more instances');
    const further = Array.from({ length: most - 1 }, () => stack.addInstance('driver-service'));
    const instances = [stack.process('driver-service'), ...(await Promise.all(further))];
    const pids = () => instances.map(({ pid }) => pid);
    const measure = await projectSide(world, { drivers, updates, seed }, pids);
    await measure();
    shares.limit(instances);

    const onlyRunning = async (many: number) => {
      await Promise.all(instances.slice(many).map(async (one) => one.isRunning && one.stop()));
      const missing = instances.slice(0, many).filter(({ isRunning }) => !isRunning);
      if (missing.length === 0) return;
      await Promise.all(missing.map((one) => one.start()));
      await Promise.all(missing.map((one) => one.waitReady()));
      // Before it is limited, what has just started is compiled by a turn that does not count.
      await measure();
      shares.limit(missing);
    };

    const measureOf =
      (many: number): Sides[string] =>
      async () => {
        await onlyRunning(many);
        const { values, verified } = await measure();
        const { rate = 0, serviceCpu = 0, postgresCpu = 0, brokerCpu = 0, idle = 0 } = values;
        const used = (cpuOfMany: number) => (cpuOfMany * updates) / UPDATES_OF_CPU;
        return measurementOf(
          {
            ...{ instances: many, seconds: updates / rate, perSecond: rate, idle, verified },
            used: { instances: used(serviceCpu), postgres: used(postgresCpu), nats: used(brokerCpu) },
          },
          settings.quick,
        );
      };
    return Object.fromEntries(Object.entries(plan.instances).map(([side, many]) => [side, measureOf(many)]));
  });
}
