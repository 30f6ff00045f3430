import { nowMs } from '@ride-hailing/testing';
import { APPROACHES } from '@ride-hailing/contracts';
import type { Side } from '../../results/results';
import type { Claim, Experiment, Measurement, RunContext, Topic } from '../../runner/experiment';
import { higher } from '../../verdicts/rule';
import { LabSystem } from '../../world/lab-system';
import { readSlot, slotValues, slotVerified } from '../../world/read-slot';
import { variantNamed, type Variant } from '../../world/variants';
import { Workload } from '../../world/workload';
import { FAILED, P50, P99 } from '../metrics';
import { ACROSS } from '../../world/across';
import { slopeOf } from './slope';

const ROUND_TRIPS = { full: [0, 1, 5, 25], quick: [0, 25] } as const;
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files'],
  ...['hybrid/versioned', 'hybrid/ttl', 'hybrid/none'],
];
const RATE = 100;

/** An answer that comes a millisecond later is not felt. */
const FELT = { by: 1 } as const;

const CLAIMS: readonly Claim[] = [
  {
    id: 'performance-latency',
    means: 'the p50 of sync-api is above that of event-replication',
    rule: {
      ...{ kind: 'crossing', metric: 'p50', side: 'sync-api', expected: 'higher' },
      ...{ than: 'event-replication', margin: FELT },
    },
  },
  {
    id: 'hybrid-waits',
    means:
      'at 25 ms the p50 of hybrid is above that of event-replication without a cache, and its p99 with the versioned cache',
    rule: {
      kind: 'all',
      rules: [
        higher({ metric: 'p50', side: 'hybrid/none', at: 25 }, 'event-replication', FELT),
        higher({ metric: 'p99', side: 'hybrid/versioned', at: 25 }, 'event-replication', FELT),
      ],
    },
  },
];

async function open(
  context: RunContext,
  { seconds, places }: { seconds: number; places: readonly number[] },
) {
  const { signal, seed, step } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES], proxies: ACROSS });
  const variants = SIDES.map(variantNamed);
  step('preparing');
  const workload = await Workload.start(system, {
    ...{ drivers: 100, changesPerSecond: 20, seed, variants, signal },
  });
  context.belongings.own(workload);

  const readAt = async (variant: Variant, roundTripMs: number, at: number): Promise<Measurement> => {
    for (const { from, to } of ACROSS) system.proxy(from, to).set({ latencyMs: roundTripMs / 2 });
    const target = workload.targetOf(variant);
    const order = { target, seed: seed + at, ratePerSecond: RATE, signal };
    // Connections and caches as they are after a while at this distance.
    await workload.readers.openLoop({ ...order, seconds: 0.5, startAt: nowMs() }, signal);
    const slot = await readSlot(system, workload, { ...order, seconds });
    // A driver on no ride has no details to wait for: such answers would hide the way in a median.
    const reads = slot.reads.filter(({ read }) => read.shown?.ride !== null);
    const values = slotValues({ ...slot, reads });
    return {
      at: roundTripMs,
      values,
      verified: `${slotVerified(slot)}; ${reads.length} of a driver on a ride`,
    };
  };

  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const measured: Measurement[] = [];
      for (const [index, place] of places.entries()) {
        step(`${side}, ${place} ms away`);
        measured.push(await readAt(variantNamed(side), place, repeat * places.length + index));
      }
      const points = measured.map(({ at = 0, values }) => [at, values.p50 ?? 0] as const);
      const { verified = '' } = measured[0] ?? {};
      return [...measured, { values: { roundTrips: slopeOf(points) }, verified }];
    },
  };
}

/** How an answer's time grows with the way to the owner. */
export const distanceTopic: Topic = ({ quick }) => {
  const places = quick ? ROUND_TRIPS.quick : ROUND_TRIPS.full;
  const seconds = quick ? 1 : 1.5;
  const sides = quick ? ['sync-api', 'event-replication', 'hybrid/none', 'hybrid/versioned'] : SIDES;
  const experiment: Experiment = {
    ...{ id: 'distance', topic: 'distance', title: 'How far away is the owner?', goals: [], claims: CLAIMS },
    says:
      'Ride Service and its database stand at one place; Driver Service, the broker and the shared store at another. The round ' +
      'trip between the two grows, while rides change and are read. Counted are the answers that show a ride. The slope of their p50 ' +
      'over the round trip is the number of round trips that an answer waits for.',
    settings: { drivers: 100, 'reads a second': RATE, 'changes a second': 20, 'seconds a slot': seconds },
    moved: { label: 'round trip to the owner', unit: 'ms', scale: 'linear' },
    metrics: [
      ...[P50, P99, FAILED],
      { id: 'roundTrips', label: 'round trips in the p50', unit: 'round trips', better: 'lower' },
    ],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    secondsASide: places.length * (seconds + 0.7),
    secondsAround: 25,
    open: (context) => open(context, { seconds, places }),
  };
  return [experiment];
};
