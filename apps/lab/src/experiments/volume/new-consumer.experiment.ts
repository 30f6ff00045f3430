import { setTimeout as delay } from 'node:timers/promises';
import { RIDE_DOCUMENTS } from '@ride-hailing/contracts';
import { UnverifiedError } from '../../lab.errors';
import type { Side } from '../../results/results';
import type { Experiment, Measurement, RunContext } from '../../runner/experiment';
import { DriverAsker } from '../../world/driver-asker';
import { variantNamed } from '../../world/variants';
import { FILLS, fill } from './fills';
import { LiveRides } from './live-rides';
import { allCopied } from './past-rides';
import { DRIVERS, type RidesWorld, startRidesWorld } from './rides-world';

const RIDES = { full: [1_000, 30_000, 1_000_000], quick: [1_000] } as const;
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files', 'hybrid/none'],
];
/** With more rides than this, filling a consumer takes minutes, so that it is measured once. */
const OFTEN_UP_TO = 30_000;
/** The stream of whole rides needs this much room for a million rides: its usual limit would refuse them. */
const BYTES_FOR_ALL = 1.5 * 1024 ** 3;
const ASK_EVERY_MS = 50;
const ALL_RIGHT_WITHIN_MS = 600_000;
const WIRE = [{ from: 'driver-service', to: 'nats' }] as const;

interface Seen {
  readonly first: number;
  readonly all: number;
  readonly answers: number;
  readonly wrong: number;
}

/** Asks for every driver who is on a ride, again and again, until each has been answered rightly; in ms. */
async function untilAllRight(world: RidesWorld, side: string, signal: AbortSignal): Promise<Seen> {
  const target = world.workload.targetOf(variantNamed(side));
  const rides = await LiveRides.of(world.system, [target]);
  const asker = new DriverAsker(target, 8);
  const startedAt = performance.now();
  const took = () => performance.now() - startedAt;
  let left = rides.driverIds;
  let [first, answers, wrong] = [Infinity, 0, 0];
  try {
    while (left.length > 0) {
      if (took() > ALL_RIGHT_WITHIN_MS) throw new UnverifiedError(`${left.length} drivers are still unknown`);
      const right = await Promise.all(left.map((driverId) => rides.isShown(asker, driverId)));
      const found = right.filter(Boolean).length;
      if (found > 0) first = Math.min(first, took());
      answers += left.length;
      wrong += left.length - found;
      left = left.filter((_, index) => right[index] !== true);
      if (left.length > 0) await delay(ASK_EVERY_MS, undefined, { signal });
    }
    return { first, all: took(), answers, wrong };
  } finally {
    await Promise.all([asker.close(), rides.stop()]);
  }
}

async function join(world: RidesWorld, side: string, signal: AbortSignal): Promise<Measurement> {
  const { rides, system } = world;
  const wire = () => {
    const { toServer, toClient } = system.proxy('driver-service', 'nats').bytes();
    return toServer + toClient;
  };
  const wanted = FILLS[side];
  if (wanted) await system.databases.rows('driver_service', `TRUNCATE ${wanted.table}`);
  const ownerCpu = () => system.cpuSeconds()['ride-service'] ?? Number.NaN;
  const before = { wire: wire(), ownerCpu: ownerCpu() };
  const [seen, filled] = await Promise.all([
    untilAllRight(world, side, signal),
    wanted && fill(wanted, system.stack, signal),
  ]);
  const { bytes = 0, cpuSeconds = 0 } = filled ?? {};
  const ownerSeconds = ownerCpu() - before.ownerCpu + (wanted?.isOwners ? cpuSeconds : 0);
  const copied = await allCopied(system, rides);
  const { first, all, answers, wrong } = seen;
  return {
    at: rides,
    values: {
      ...{ firstRight: first, allRight: all, wrong: wrong / answers },
      joinBytes: wanted ? bytes + wire() - before.wire : 0,
      ownerCpu: ownerSeconds * 1_000,
    },
    verified: `${copied} rides at the owner and in both copies in the end, ${answers} answers meanwhile`,
  };
}

async function open(context: RunContext, many: readonly number[], sides: readonly string[]) {
  const worlds: RidesWorld[] = [];
  for (const rides of many) {
    const world = await startRidesWorld(context, { rides, sides, proxies: WIRE });
    if (rides > OFTEN_UP_TO) await world.system.broker.allow(RIDE_DOCUMENTS, BYTES_FOR_ALL);
    worlds.push(world);
  }
  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const measured: Measurement[] = [];
      for (const world of worlds) {
        if (repeat > 0 && world.rides > OFTEN_UP_TO) continue;
        context.step(`${side}, ${world.rides} rides`);
        measured.push(await join(world, side, context.signal));
      }
      return measured;
    },
  };
}

export function newConsumerOf({ quick }: { readonly quick: boolean }): Experiment {
  const rides = quick ? RIDES.quick : RIDES.full;
  const sides = quick ? ['sync-api', 'event-replication', 'hybrid/none'] : SIDES;
  return {
    ...{
      id: 'volume-new-consumer',
      topic: 'volume',
      title: 'When is a new consumer right?',
      goals: [],
    },
    says:
      "A consumer joins that holds nothing yet: Driver Service's copy or replica is emptied, and filled by the job that operators use, " +
      'whose start is part of the time, and of the load where it runs at the owner. Meanwhile every driver who is on a ride is asked for, until each has been answered rightly. Approaches ' +
      'that keep nothing at the consumer, or find it in a shared store, are right at once. A million rides are measured once; for whole rides the operator has to ' +
      'give their stream more room first.',
    settings: { drivers: DRIVERS, 'ms between questions': ASK_EVERY_MS },
    moved: { label: 'amount of data', unit: 'rides', scale: 'log' },
    metrics: [
      { id: 'firstRight', label: 'first right answer', unit: 'ms', better: 'lower' },
      { id: 'allRight', label: 'all answers right', unit: 'ms', better: 'lower' },
      { id: 'wrong', label: 'wrong until then', unit: 'share', better: 'lower' },
      { id: 'joinBytes', label: 'bytes to join', unit: 'bytes', better: 'lower' },
      { id: 'ownerCpu', label: 'CPU at the owner', unit: 'ms', better: 'lower' },
    ],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    ...{
      secondsASide: rides.length * 5,
      secondsAround: rides.length * (20 + sides.length) + (quick ? 0 : 210),
      repeats: 3,
    },
    open: (context) => open(context, rides, sides),
  };
}
