import { nowMs } from '@ride-hailing/testing';
import { percent } from '../../format/format';
import type { Side } from '../../results/results';
import type { Experiment, Measurement, RunContext } from '../../runner/experiment';
import { type ReadSlot, readSlot, slotValues, slotVerified } from '../../world/read-slot';
import { type Variant, variantNamed } from '../../world/variants';
import { FAILED, P50, P99 } from '../metrics';
import { claimsOfRides } from './claims';
import { type BytesByPlace, bytesByPlace, storedBeside } from './places-of-rides';
import { CHANGES, DRIVERS, RATE, type RidesWorld, startRidesWorld, WARM_S } from './rides-world';

const RIDES = { full: [1_000, 30_000, 1_000_000], quick: [1_000, 10_000] } as const;
/** Into three tables, about. */
const PLANTED_A_SECOND = 15_000;
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files', 'hybrid/versioned'],
];
/** Of the reads of a slot: with more its p50 is not that of answers. */
const MOST_FAILED = 0.1;

type World = RidesWorld & { readonly bytes: BytesByPlace };

async function readIn(
  { system, workload }: World,
  variant: Variant,
  { seed, seconds, signal }: { seed: number; seconds: number; signal: AbortSignal },
): Promise<ReadSlot> {
  const order = { target: workload.targetOf(variant), seed, ratePerSecond: RATE, signal };
  // The other systems have rested meanwhile, and so has this one.
  await workload.readers.openLoop({ ...order, seconds: 0.5, startAt: nowMs() }, signal);
  const [slot] = await Promise.all([
    readSlot(system, workload, { ...order, seconds }),
    workload.writers.for(seconds, CHANGES),
  ]);
  return slot;
}

/** Slots of the same world as one. */
const pooled = ([first, ...others]: readonly [ReadSlot, ...ReadSlot[]]): ReadSlot =>
  others.reduce(
    (all, slot) => ({
      ...all,
      reads: [...all.reads, ...slot.reads],
      ownerCalls: all.ownerCalls + slot.ownerCalls,
      changes: all.changes + slot.changes,
    }),
    first,
  );

/** How many times the p50 with the fewest rides it is with the most; none when many reads of either failed. */
export function growthOf(measured: readonly Measurement[]): readonly Measurement[] {
  const bySize = [...measured].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const ends = [bySize[0], bySize.at(-1)].map((one) => one?.values);
  const [from = 0, to = 0] = ends.map((values) => values?.p50);
  const failed = Math.max(...ends.map((values) => values?.failed ?? 0));
  if (from === 0 || failed > MOST_FAILED) return [];
  return [{ values: { growth: to / from }, verified: `at most ${percent(failed)} of the reads failed` }];
}

async function open(
  context: RunContext,
  { rides, sides, seconds }: { rides: readonly number[]; sides: readonly string[]; seconds: number },
) {
  const worlds: World[] = [];
  for (const many of rides) {
    const world = await startRidesWorld(context, { rides: many, sides });
    worlds.push({ ...world, bytes: await bytesByPlace(world.system) });
  }
  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const { signal } = context;
      const variant = variantNamed(side);
      const slots = new Map<World, [ReadSlot, ...ReadSlot[]]>();
      // There and back: what drifts meanwhile meets the fewest and the most alike.
      for (const [turn, world] of [...worlds, ...worlds.toReversed()].entries()) {
        context.step(`${side}, ${world.rides} rides`);
        const seed = context.seed + repeat * 2 * worlds.length + turn;
        const slot = await readIn(world, variant, { seed, seconds, signal });
        slots.set(world, [slot, ...(slots.get(world) ?? [])]);
      }
      const measured = [...slots].map(([{ rides: at, bytes, verified }, parts]): Measurement => {
        const slot = pooled(parts);
        const values = { ...slotValues(slot), stored: storedBeside(variant, bytes) };
        return { at, values, verified: `${slotVerified(slot)}; ${verified}` };
      });
      return [...measured, ...growthOf(measured)];
    },
  };
}

export function ridesOf({ quick }: { readonly quick: boolean }): Experiment {
  const rides = quick ? RIDES.quick : RIDES.full;
  const seconds = quick ? 0.4 : 1;
  const sides = quick ? ['sync-api', 'event-replication', 'hybrid/versioned'] : SIDES;
  const planting = rides.reduce((sum, many) => sum + many / PLANTED_A_SECOND, 0);
  return {
    ...{ id: 'volume-rides', topic: 'volume', title: 'How many rides are there?', goals: [] },
    says:
      'The owner and the copies hold more and more rides of the past, all of the drivers who are read, while rides change and are read. ' +
      'A system for each number of rides; their turns follow each other, there and back. Their events are too old to be in a stream, so that only tables ' +
      'grow. Bytes beside the owner are those of tables with their indexes, streams, buckets and files, before anything is read.',
    settings: {
      drivers: DRIVERS,
      'reads a second': RATE,
      'changes a second': CHANGES,
      'seconds a slot': seconds,
    },
    moved: { label: 'amount of data', unit: 'rides', scale: 'log' },
    metrics: [
      ...[P50, P99, FAILED],
      { id: 'stored', label: 'bytes beside the owner', unit: 'bytes', better: 'lower' },
      {
        id: 'growth',
        label: 'p50 with the most rides, relative to the fewest',
        unit: 'times',
        better: 'lower',
      },
    ],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    ...{
      secondsASide: 2 * rides.length * (seconds + 0.7),
      secondsAround: planting + rides.length * (20 + sides.length * WARM_S),
    },
    claims: claimsOfRides(Math.max(...rides)),
    open: (context) => open(context, { rides, sides, seconds }),
  };
}
