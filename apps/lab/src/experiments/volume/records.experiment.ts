import { nowMs } from '@ride-hailing/testing';
import { APPROACHES } from '@ride-hailing/contracts';
import type { Side } from '../../results/results';
import type { Experiment, Measurement, RunContext } from '../../runner/experiment';
import { LabSystem } from '../../world/lab-system';
import { readSlot, slotValues, slotVerified } from '../../world/read-slot';
import { variantNamed } from '../../world/variants';
import { Workload } from '../../world/workload';
import { FAILED, P50, P99 } from '../metrics';
import { CLAIMS_OF_RECORDS } from './claims';
import { LiveRides } from './live-rides';

/** KiB. What does not fit through the public door stands for a ride with a picture, or with a route. */
const SIZES = { full: [0.5, 2, 8, 32], quick: [0.5, 8] } as const;
const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files', 'hybrid/none'],
];
/** About half of them are on a ride. */
const DRIVERS = 50;
const RATE = 100;

async function open(
  context: RunContext,
  sizes: readonly number[],
  seconds: number,
  sides: readonly string[],
) {
  const { belongings, seed, signal, step } = context;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES] });
  step('preparing');
  const variants = sides.map(variantNamed);
  const workload = belongings.own(
    await Workload.start(system, { drivers: DRIVERS, changesPerSecond: 0, seed, variants, signal }),
  );
  await workload.told();
  const targets = variants.map((variant) => workload.targetOf(variant));
  const rides = belongings.own(await LiveRides.of(system, targets));

  return {
    measure: async (side: string, repeat: number): Promise<readonly Measurement[]> => {
      const measured: Measurement[] = [];
      // What drifts meanwhile meets the smallest and the largest alike.
      for (const kib of repeat % 2 === 0 ? sizes : sizes.toReversed()) {
        step(`${side}, records of ${kib} KiB`);
        const { driverIds } = rides;
        const target = { ...workload.targetOf(variantNamed(side)), driverIds };
        const grown = await rides.grow(kib * 1024);
        const order = { target, seed: seed + repeat, ratePerSecond: RATE, signal };
        await workload.readers.openLoop({ ...order, seconds: 0.5, startAt: nowMs() }, signal);
        const slot = await readSlot(system, workload, { ...order, seconds });
        measured.push({ at: kib, values: slotValues(slot), verified: `${slotVerified(slot)}; ${grown}` });
      }
      return measured;
    },
  };
}

export function recordsOf({ quick }: { readonly quick: boolean }): Experiment {
  const sizes = quick ? SIZES.quick : SIZES.full;
  const seconds = quick ? 0.8 : 1.5;
  const sides = quick ? ['event-replication', 'database-view', 'shared-files'] : SIDES;
  return {
    ...{ id: 'volume-record', topic: 'volume', title: 'How large is a record?', goals: [] },
    says:
      'Every ride that is read gets longer notes, which cannot be compressed: the owner changes them, and tells of it by its events, so that ' +
      'the copies, the cache and the files hold them. Reads begin when every approach shows the new version; nothing changes meanwhile.',
    settings: { drivers: DRIVERS, 'reads a second': RATE, 'changes a second': 0, 'seconds a slot': seconds },
    moved: { label: 'size of a ride', unit: 'KiB', scale: 'log' },
    metrics: [P50, P99, FAILED],
    sides: sides.map((id): Side => ({ id, kind: 'other', says: variantNamed(id).says })),
    ...{ secondsASide: sizes.length * (seconds + 2), secondsAround: 25, claims: CLAIMS_OF_RECORDS },
    open: (context) => open(context, sizes, seconds, sides),
  };
}
