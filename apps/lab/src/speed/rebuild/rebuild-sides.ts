import { nowMs } from '@ride-hailing/testing';
import { UnverifiedError } from '../../lab.errors';
import { HttpLoad } from '../../load/http-load';
import type { TimedAnswer } from '../../load/http-order';
import type { OpenExperiment, RunContext } from '../../runner/experiment';
import { startDriversWorld } from '../drivers/drivers-world';
import { currentRideQuestions } from '../drivers/planted-rides';
import { CACHE_VERSIONED_MS, DETAILS_DEADLINE_MS, prime } from '../read/read-world';
import { openSides, type Sides, startSide } from '../sides/sides';
import type { Fill, FillOrder } from './bare-filler.process';
import { latencyWithin, type Span, whileWorking, within } from './meanwhile';
import { OwnersRides } from './owners-rides';
import { runRebuild } from './rebuild-job';

const FILLED_WITHIN_MS = 600_000;

export interface RebuildLoad {
  /** At the owner, besides those of the drivers who are asked for. */
  readonly rides: number;
  /** Each of them is on a ride and is asked for. */
  readonly drivers: number;
  readonly readsPerSecond: number;
  readonly changesPerSecond: number;
  /** Seconds for which reads are measured before the rebuild starts. */
  readonly secondsBefore: number;
  /** Reads and changes are ordered for so long at a time, until the copy is made. */
  readonly sliceSeconds: number;
}

type Filled = Span & { readonly rides: number };

const RIDES_READ = /(\d+) rides read, \d+ written\s+done/;

/** As the operator runs it, from the start of its process to the end. */
async function rebuilt(...job: Parameters<typeof runRebuild>): Promise<Filled> {
  const from = nowMs();
  const said = await runRebuild(...job);
  const until = nowMs();
  return { from, until, rides: Number(RIDES_READ.exec(said)?.[1] ?? 0) };
}

export async function openRebuild(context: RunContext, plan: RebuildLoad): Promise<OpenExperiment> {
  const { drivers, readsPerSecond, changesPerSecond, secondsBefore, sliceSeconds } = plan;
  const { step, seed } = context;
  const world = await startDriversWorld(context, {
    drivers,
    env: {
      CACHE_VERSIONED_MS: String(CACHE_VERSIONED_MS),
      DETAILS_DEADLINE_MS: String(DETAILS_DEADLINE_MS),
    },
  });
  const { system, headers } = world;
  const { rideService, driverService } = system.stack.urls;
  const owners = await OwnersRides.plant(system, plan.rides, drivers);
  await prime(world);
  const questions = currentRideQuestions(world.rides.onRide);
  const [readers, changers] = [await HttpLoad.start(context), await HttpLoad.start(context)];
  const rate = { headers, warmUpSeconds: 0, seconds: sliceSeconds, isTimed: true };

  const reads = async (turn: number): Promise<readonly TimedAnswer[]> => {
    const order = {
      ...rate,
      url: driverService,
      questions,
      ratePerSecond: readsPerSecond,
      seed: seed + turn,
    };
    return (await readers.atRate(order)).timed;
  };

  const changes = async (turn: number): Promise<readonly TimedAnswer[]> => {
    // More than begin in the time; those that do not are left for the next.
    const starts = owners.nextStarts(Math.ceil(2 * changesPerSecond * sliceSeconds) + 10);
    const { timed } = await changers.atRate({
      ...{ ...rate, url: rideService, questions: starts, isEachOnce: true, mayRefuse: true },
      ...{ ratePerSecond: changesPerSecond, seed: seed + turn },
    });
    owners.hasStarted(timed.length);
    return timed;
  };

  const measureOf =
    (fill: () => Promise<Filled>): Sides[string] =>
    async (repeat) => {
      await owners.emptyCopy();
      const turn = (number: number) => 1_000 * repeat + number;
      const { done, slices: changed } = await whileWorking(
        async () => {
          const before: TimedAnswer[] = [];
          for (let at = 0; at * sliceSeconds < secondsBefore; at += 1)
            before.push(...(await reads(turn(at))));
          const { done: filled, slices } = await whileWorking(fill, (at) => reads(turn(at)));
          return { before, filled, slices };
        },
        (number) => changes(turn(number)),
      );
      const { before, filled, slices } = done;
      const [calm, meanwhile] = [
        latencyWithin(before, { from: 0, until: Infinity }),
        latencyWithin(slices, filled),
      ];
      const flowed = within(changed, filled).length;
      if (flowed === 0 || meanwhile.count === 0)
        throw new UnverifiedError(`${flowed} changes and ${meanwhile.count} reads while the copy was made`);
      if (filled.rides < plan.rides)
        throw new UnverifiedError(`${filled.rides} of ${plan.rides} rides were read`);
      step('comparing');
      const copied = await owners.allCopied();
      return {
        values: {
          ridesPerSecond: filled.rides / ((filled.until - filled.from) / 1_000),
          ...{ p50Before: calm.p50, p50: meanwhile.p50, p99Before: calm.p99, p99: meanwhile.p99 },
          ...{ slowestBefore: calm.max, slowest: meanwhile.max },
        },
        latency: meanwhile,
        verified:
          `${copied}; ${flowed} rides changed meanwhile; ${calm.count} reads before and ${meanwhile.count} meanwhile, ` +
          'each 200 and what was asked for',
      };
    };

  step('warming up');
  await whileWorking(
    () => reads(0),
    (number) => changes(number),
  );
  const project = measureOf(() => rebuilt(system, context));
  if (context.profileFolder !== undefined) return openSides({ project });
  const file = 'rebuild/bare-filler.process.ts';
  const filler = await startSide<FillOrder, Fill>(context, system, file, 'driver_service');
  const from = system.stack.adminDatabaseUrl('ride_service');
  const limit = measureOf(async () => {
    const { startedAt, endedAt, rides } = await filler.order({ from }, FILLED_WITHIN_MS);
    return { from: startedAt, until: endedAt, rides };
  });
  return openSides({ project, limit });
}
