import type { Goal, Settings, Side } from '../../results/results';
import type { Experiment, Topic } from '../../runner/experiment';
import { limit, naive, other, project, type Sides } from '../sides/sides';
import { openIngest } from './ingest-world';
import { communitySide, limitSide, METRICS, naiveSide, projectSide } from './sides';

const SIDES = {
  naive: naive(
    'Nest on its own NATS transport, @EventPattern and repository.save(); at most once, the last to arrive wins',
  ),
  community: other(
    'community',
    '@horizon-republic/nestjs-jetstream and repository.upsert(); it acknowledges before its handler runs',
  ),
  project: project('the built driver-service: checked, newest sequence kept, acknowledged after the commit'),
  limit: limit(
    'nats and pg alone: pull, JSON.parse, newest of each driver, one upsert a batch, acknowledge; no check, no index for nearest',
  ),
} satisfies Record<string, Side>;
type SideId = keyof typeof SIDES;

/** How many updates each side takes. */
type Updates = Partial<Record<SideId, number>>;

const OPEN = { naive: naiveSide, community: communitySide, limit: limitSide, project: projectSide };
/** Those beside the project are started first. */
const ORDER = Object.keys(OPEN) as SideId[];

const goal = (over: SideId, atLeast: number, says: string): Goal => ({
  ...{ id: 'P1', metric: 'rate', side: 'project', over, atLeast },
  says: `updates a second, ${says}`,
});
/** With more drivers a batch holds fewer updates of the same driver, which is what the bare loop leaves to gain. */
const goalsOf = (drivers: number) => [
  goal('naive', 40, 'by those of what one writes first'),
  goal('community', 15, 'by those of a community transport'),
  goal('limit', drivers > 5_000 ? 1 : 1.1, 'by those of the bare loop'),
];

const SAYS =
  'Driver updates are waiting in a stream; measured from the first that is taken until the last is committed and ' +
  'acknowledged. CPU seconds of the service, of Postgres and of the broker, for 100,000 updates.';

function ingest(drivers: number, updates: Updates) {
  return {
    ...{ topic: 'ingest' as const, metrics: METRICS },
    sides: Object.values(SIDES).filter(({ id }) => id in updates),
    settings: {
      drivers,
      ...Object.fromEntries(Object.entries(updates).map(([side, count]) => [`updates, ${side}`, count])),
    },
    open: ((context) =>
      openIngest(context, async (world) => {
        const sides: Record<string, Sides[string]> = {};
        for (const id of ORDER) {
          const count = updates[id];
          // In a profiled pass the project alone is measured.
          if (!count || (context.profileFolder !== undefined && id !== 'project')) continue;
          sides[id] = await OPEN[id](world, { drivers, updates: count, seed: context.seed });
        }
        return sides;
      })) satisfies Experiment['open'],
  };
}

const inWords = (drivers: number): string => drivers.toLocaleString('en-US');

function allSides(drivers: number, { quick }: Settings): Experiment {
  // Each side gets as much as takes it two to three seconds.
  const updates = quick
    ? { naive: 500, community: 1_000, project: 10_000, limit: 10_000 }
    : { naive: 5_000, community: 10_000, project: 200_000, limit: 200_000 };
  return {
    ...{ ...ingest(drivers, updates), id: `ingest-${drivers}`, says: SAYS },
    ...{ goals: goalsOf(drivers), profiledSide: 'project' },
    title: `Driver updates of ${inWords(drivers)} drivers`,
    secondsASide: quick ? 1 : 4,
    secondsAround: quick ? 8 : 25,
  };
}

const growth = (drivers: number): Experiment => ({
  ...{ ...ingest(drivers, { project: 100_000, limit: 100_000 }), id: `ingest-by-drivers-${drivers}` },
  ...{ goals: [], repeats: 1 },
  title: `Driver updates with ${inWords(drivers)} drivers in the table`,
  says: `${SAYS} The more drivers, the fewer updates of one batch are of the same driver, and the more rows are written.`,
  secondsASide: drivers > 100_000 ? 6 : 3,
  secondsAround: drivers > 100_000 ? 35 : 15,
  series: { id: 'ingest-by-drivers', title: 'Driver updates', of: 'drivers', x: drivers },
});

const OF_TWO = { drivers: 20_000, updates: 200_000 };

/** The same backlog taken by one process of driver-service, and by two that share the durable. */
const twoInstances = (settings: Settings): Experiment => ({
  ...{ id: 'ingest-two-instances', topic: 'ingest', metrics: METRICS, goals: [] },
  title: 'Driver updates through two instances of driver-service',
  says:
    'One backlog, one durable, one or two processes of driver-service. Updates of one driver reach both, in any ' +
    'order; every row is compared with the newest of its driver afterwards. CPU seconds for 100,000 updates.',
  settings: OF_TWO,
  sides: [
    { id: 'one', kind: 'project', says: 'one process of driver-service' },
    { id: 'two', kind: 'project', says: 'two processes of driver-service' },
  ],
  secondsASide: 12,
  secondsAround: 25,
  repeats: Math.min(3, settings.repeats),
  open: (context) =>
    openIngest(context, async (world) => {
      const { stack } = world.system;
      const second = await stack.addInstance('driver-service');
      const first = stack.process('driver-service');
      const workload = { ...OF_TWO, seed: context.seed };
      const measure = await projectSide(world, workload, () => [first.pid, second.pid]);
      return {
        one: async () => {
          await second.stop();
          return measure();
        },
        two: async () => {
          if (!second.isRunning) {
            await second.start();
            await second.waitReady();
            // A process that has just started is slow: a turn that does not count.
            await measure();
          }
          return measure();
        },
      };
    }),
});

/** P1: driver updates through the real driver-service. A quick run is to see that it works. */
export const ingestExperiments: Topic = (settings) =>
  settings.quick
    ? [allSides(5_000, settings)]
    : [
        ...[5_000, 100_000].map((drivers) => allSides(drivers, settings)),
        ...[1_000, 10_000, 100_000, 1_000_000].map(growth),
        twoInstances(settings),
      ];
