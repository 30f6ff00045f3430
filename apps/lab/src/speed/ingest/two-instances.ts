import type { Experiment } from '../../runner/experiment';
import type { Settings } from '../../results/results';
import { METRICS, openSides } from './open-sides';
import { projectSide } from './sides';

const DRIVERS = 20_000;
const UPDATES = 200_000;

/** The same backlog taken by one process of driver-service, and by two that share the durable. */
export const twoInstances = (settings: Settings): Experiment => ({
  ...{ id: 'ingest-two-instances', topic: 'ingest', metrics: METRICS, goals: [] },
  title: 'Driver updates through two instances of driver-service',
  says:
    'One backlog, one durable, one or two processes of driver-service. Updates of one driver reach both, in any ' +
    'order; every row is compared with the newest of its driver afterwards. CPU seconds for 100,000 updates.',
  settings: { drivers: DRIVERS, updates: UPDATES },
  sides: [
    { id: 'one', kind: 'project', says: 'one process of driver-service' },
    { id: 'two', kind: 'project', says: 'two processes of driver-service' },
  ],
  secondsASide: 12,
  secondsAround: 25,
  repeats: Math.min(3, settings.repeats),
  open: (context) =>
    openSides(context, async (world) => {
      const second = await world.stack.addInstance('driver-service');
      const first = world.stack.process('driver-service');
      const workload = { drivers: DRIVERS, updates: UPDATES, seed: context.seed };
      const side = await projectSide(world, workload, () => [first.pid, second.pid]);
      return {
        one: {
          measure: async () => {
            await second.stop();
            return side.measure();
          },
        },
        two: {
          measure: async () => {
            if (!second.isRunning) {
              await second.start();
              await second.waitReady();
              // A process that has just started is slow: a turn that does not count.
              await side.measure();
            }
            return side.measure();
          },
        },
      };
    }),
});
