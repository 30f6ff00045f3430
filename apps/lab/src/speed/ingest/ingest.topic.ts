import type { RunContext, Experiment, OpenExperiment, Topic } from '../../runner/experiment';
import type { Goal, Settings } from '../../results/results';
import type { IngestWorld } from './ingest-world';
import { METRICS, openSides } from './open-sides';
import { communitySide, type IngestSide, limitSide, naiveSide, projectSide } from './sides';
import { twoInstances } from './two-instances';
import type { Workload } from './workload';

const NAIVE = {
  id: 'naive',
  kind: 'naive',
  says: 'Nest on its own NATS transport, @EventPattern and repository.save(); at most once, the last to arrive wins',
} as const;
const COMMUNITY = {
  id: 'community',
  kind: 'other',
  says: '@horizon-republic/nestjs-jetstream and repository.upsert(); it acknowledges before its handler runs',
} as const;
const PROJECT = {
  id: 'project',
  kind: 'project',
  says: 'the built driver-service: checked, newest sequence kept, acknowledged after the commit',
} as const;
const LIMIT = {
  id: 'limit',
  kind: 'limit',
  says: 'nats and pg alone: pull, JSON.parse, newest of each driver, one upsert a batch, acknowledge; no check, no index for nearest',
} as const;
type SideId = 'naive' | 'community' | 'project' | 'limit';

/** Each side gets as much as takes it two to three seconds. */
const updatesOf = ({ quick }: Settings): Record<SideId, number> =>
  quick
    ? { naive: 500, community: 1_000, project: 10_000, limit: 10_000 }
    : { naive: 5_000, community: 10_000, project: 200_000, limit: 200_000 };

const goal = (over: SideId, atLeast: number, says: string): Goal => ({
  ...{ id: 'P1', metric: 'rate', side: 'project', over, atLeast },
  says: `updates a second, ${says}`,
});
const GOALS = [
  goal('naive', 25, 'by those of what one writes first, at least 25'),
  goal('community', 15, 'by those of a community transport, at least 15'),
  goal('limit', 0.8, 'by those of the bare loop, at least 0.8'),
];

const servicePid = (world: IngestWorld) => () => [world.stack.process('driver-service').pid];

function openFor(drivers: number, updates: Partial<Record<SideId, number>>) {
  return (context: RunContext): Promise<OpenExperiment> =>
    openSides(context, async (world) => {
      const sides: Record<string, IngestSide> = {};
      const workload = (count: number): Workload => ({ drivers, updates: count, seed: context.seed });
      const { naive, community, project, limit } = updates;
      // In a profiled pass the project alone is measured.
      const isProfiled = context.profileFolder !== undefined;
      if (naive && !isProfiled) sides.naive = await naiveSide(world, workload(naive), context);
      if (community && !isProfiled)
        sides.community = await communitySide(world, workload(community), context);
      if (limit && !isProfiled) sides.limit = await limitSide(world, workload(limit), context);
      if (project) sides.project = await projectSide(world, workload(project), servicePid(world));
      return sides;
    });
}

const settingsFor = (drivers: number, updates: Partial<Record<SideId, number>>) => ({
  drivers,
  ...Object.fromEntries(Object.entries(updates).map(([side, count]) => [`updates, ${side}`, count])),
});

const says =
  'Driver updates are waiting in a stream; measured from the first that is taken until the last is committed and ' +
  'acknowledged. CPU seconds of the service, of Postgres and of the broker, for 100,000 updates.';

function ingest(drivers: number, settings: Settings): Experiment {
  const updates = updatesOf(settings);
  return {
    ...{
      id: `ingest-${drivers}`,
      topic: 'ingest',
      says,
      metrics: METRICS,
      goals: GOALS,
      profiledSide: 'project',
    },
    title: `Driver updates of ${drivers.toLocaleString('en-US')} drivers`,
    settings: settingsFor(drivers, updates),
    sides: [NAIVE, COMMUNITY, PROJECT, LIMIT],
    secondsASide: settings.quick ? 1 : 4,
    secondsAround: settings.quick ? 8 : 25,
    open: openFor(drivers, updates),
  };
}

const DRIVERS_OF_GROWTH = [1_000, 10_000, 100_000, 1_000_000];

function growth(drivers: number, settings: Settings): Experiment {
  const count = settings.quick ? 10_000 : 100_000;
  const updates = { project: count, limit: count };
  return {
    ...{ id: `ingest-by-drivers-${drivers}`, topic: 'ingest', metrics: METRICS, goals: [] },
    title: `Driver updates with ${drivers.toLocaleString('en-US')} drivers in the table`,
    says: `${says} The more drivers, the fewer updates of one batch are of the same driver, and the more rows are written.`,
    settings: settingsFor(drivers, updates),
    sides: [PROJECT, LIMIT],
    secondsASide: drivers > 100_000 ? 6 : 3,
    secondsAround: drivers > 100_000 ? 35 : 15,
    repeats: 1,
    series: { id: 'ingest-by-drivers', title: 'Driver updates', of: 'drivers', x: drivers },
    open: openFor(drivers, updates),
  };
}

/** P1: driver updates through the real driver-service. */
export const ingestTopic: Topic = (settings) => [
  ingest(5_000, settings),
  // A quick run is to see that it works.
  ...(settings.quick
    ? []
    : [ingest(100_000, settings), ...DRIVERS_OF_GROWTH.map((one) => growth(one, settings))]),
  ...(settings.quick ? [] : [twoInstances(settings)]),
];
