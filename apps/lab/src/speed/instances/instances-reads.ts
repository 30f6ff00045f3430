import { UnverifiedError } from '../../lab.errors';
import { HttpLoad } from '../../load/http-load';
import { idleShare, machineCpu } from '../../measuring/machine-cpu';
import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { CpuShares } from '../../world/cpu-shares';
import { startDriversWorld } from '../drivers/drivers-world';
import { openSides, type Sides } from '../sides/sides';
import { measurementOf, SHARE } from './turn';

/** The number of connections to each instance: enough that no instance ever waits for a question. */
export const CONNECTIONS = 16;

export interface ReadsPlan {
  /** By side. */
  readonly instances: Readonly<Record<string, number>>;
  readonly drivers: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Each instance is asked for drivers by a loader of its own, as fast as it answers. */
export async function openReads(context: RunContext, plan: ReadsPlan): Promise<OpenExperiment> {
  const { belongings, step, settings } = context;
  const shares = belongings.own(new CpuShares(SHARE));
  const { system, rides, headers } = await startDriversWorld(context, { drivers: plan.drivers, env: {} });
  const most = Math.max(...Object.values(plan.instances));
  step('more instances');
  const further = Array.from({ length: most - 1 }, () => system.stack.addInstance('driver-service'));
  const instances = [system.process('driver-service'), ...(await Promise.all(further))];
  const loads = await Promise.all(instances.map(() => HttpLoad.start(context)));
  const questions = rides.driverQuestions();

  const ask = (many: number, seconds: number) =>
    Promise.all(
      instances.slice(0, many).map(async ({ url }, at) => {
        const load = loads[at];
        if (!load || url === undefined) throw new UnverifiedError(`no load for instance ${at + 1}`);
        const order = { url, headers, questions, connections: CONNECTIONS, warmUpSeconds: 0, seconds };
        return load.saturate(order);
      }),
    );

  step('warming up');
  await ask(most, plan.warmUpSeconds);
  shares.limit(instances);

  const measureOf =
    (many: number): Sides[string] =>
    async () => {
      const pids = instances.slice(0, many).map(({ pid }) => pid);
      const cpu = () => ({
        instances: system.cpuSecondsOf([], pids),
        postgres: system.cpuSecondsOf(['postgres']),
        nats: system.cpuSecondsOf(['nats']),
      });
      const [machineBefore, before, startedAt] = [machineCpu(), cpu(), performance.now()];
      const answered = await ask(many, plan.seconds);
      const seconds = (performance.now() - startedAt) / 1_000;
      const after = cpu();
      const right = answered.reduce((sum, one) => sum + one.right, 0);
      return measurementOf(
        {
          ...{ instances: many, seconds, idle: idleShare(machineBefore, machineCpu()) },
          perSecond: answered.reduce((sum, { answersPerSecond }) => sum + answersPerSecond, 0),
          used: {
            instances: after.instances - before.instances,
            postgres: after.postgres - before.postgres,
            nats: after.nats - before.nats,
          },
          verified: `${right} answers, each 200 and what was asked for`,
        },
        settings.quick,
      );
    };
  return openSides(
    Object.fromEntries(Object.entries(plan.instances).map(([side, many]) => [side, measureOf(many)])),
  );
}
