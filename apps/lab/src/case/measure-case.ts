import { nowMs } from '@ride-hailing/testing';
import { APPROACHES } from '@ride-hailing/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { ACROSS } from '../world/across';
import type { RunContext } from '../runner/experiment';
import { answersOf, latencyOfReads } from '../history/tally';
import { LabSystem } from '../world/lab-system';
import { readSlot } from '../world/read-slot';
import { type Variant, variantNamed } from '../world/variants';
import { Workload } from '../world/workload';
import type { Case } from './case-file';
import type { CaseFigures } from './ranking';

const SIDES = [
  ...['sync-api', 'event-replication', 'database-view', 'shared-cache', 'shared-files'],
  ...['hybrid/versioned', 'hybrid/ttl', 'hybrid/none'],
];
const SECONDS = { full: 5, quick: 1 };
/** Until connections notice that the owner is away, and until they are back. */
const SETTLES_MS = 500;

const OWNER = ACROSS.filter(({ from }) => from === 'driver-service');

/** Which number is another than the case says. */
export interface Variation {
  readonly says: string;
  readonly of: Case;
}

/** The case itself, and the same with one number a quarter and four times as large, as far as it may be. */
export function variationsOf(given: Case): readonly Variation[] {
  const varied = (
    [
      ['roundTripMs', 0, 500],
      ['readsPerSecond', 1, 1_000],
      ['changesPerSecond', 0.1, 40],
    ] as const
  ).flatMap(([name, least, most]) =>
    [1 / 4, 4].flatMap((factor): Variation[] => {
      const value = Math.min(most, Math.max(least, given[name] * factor));
      if (value === given[name]) return [];
      return [{ says: `${name} ${value} instead of ${given[name]}`, of: { ...given, [name]: value } }];
    }),
  );
  return [{ says: 'as given', of: given }, ...varied];
}

/** Every variant under each variation of a case, on one system. */
export async function measureCase(context: RunContext, given: Case) {
  const { signal, seed, step, settings, belongings } = context;
  const seconds = settings.quick ? SECONDS.quick : SECONDS.full;
  const system = await LabSystem.ofExperiment(context, { approaches: [...APPROACHES], proxies: ACROSS });
  step('preparing');
  const variants = SIDES.map(variantNamed);
  const { drivers, instances, extraBytes } = given;
  const workload = await Workload.start(system, {
    ...{ drivers, changesPerSecond: 0, seed, variants, signal, notes: 'x'.repeat(extraBytes) },
  });
  belongings.own(workload);
  const urls = [system.stack.urls.driverService];
  while (urls.length < instances) urls.push((await system.stack.addInstance('driver-service')).url);

  const slotOf = (variant: Variant, { readsPerSecond }: Case) =>
    readSlot(system, workload, {
      target: { ...workload.targetOf(variant), urls },
      ...{ seed, ratePerSecond: readsPerSecond, seconds, signal },
    });
  const wholeShare = (reads: Parameters<typeof answersOf>[0]): number => {
    const { sent, complete } = answersOf(reads);
    return sent === 0 ? 0 : complete / sent;
  };

  async function figuresOf(variant: Variant, of: Case, wholeWithoutOwner: number): Promise<CaseFigures> {
    const slot = await slotOf(variant, of);
    const { p50, p99 } = latencyOfReads(slot.reads);
    const old = slot.reads.filter(({ verdict }) => (verdict?.stalenessMs ?? 0) > of.budgets.stalenessMs);
    const sent = Math.max(1, slot.reads.length);
    return {
      ...{ name: variant.name, p50, p99, wholeWithoutOwner, whole: wholeShare(slot.reads) },
      ...{ tooOld: old.length / sent, ownerCalls: (slot.ownerCalls * 1_000) / sent },
    };
  }

  const far = (of: Case) => {
    for (const { from, to } of ACROSS) system.proxy(from, to).set({ latencyMs: of.roundTripMs / 2 });
  };

  /** Share of whole answers of each variant while nothing of the owner can be reached. */
  async function withoutOwner(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const { from, to } of OWNER) system.proxy(from, to).set({ connections: 'reset' });
    await delay(SETTLES_MS, undefined, { signal });
    for (const variant of variants) {
      step(`${variant.name} without the owner`);
      const target = { ...workload.targetOf(variant), urls };
      const order = { target, seed, ratePerSecond: given.readsPerSecond, seconds, startAt: nowMs(), signal };
      found.set(
        variant.name,
        wholeShare(await workload.judge(await workload.readers.openLoop(order, signal))),
      );
    }
    far(given);
    await delay(SETTLES_MS, undefined, { signal });
    return found;
  }

  const measured: { readonly variation: Variation; readonly figures: readonly CaseFigures[] }[] = [];
  far(given);
  const changes = workload.writers.begin(given.changesPerSecond);
  const whole = await withoutOwner();
  await changes.end();
  for (const variation of variationsOf(given)) {
    far(variation.of);
    const changing = workload.writers.begin(variation.of.changesPerSecond);
    const figures: CaseFigures[] = [];
    for (const variant of variants) {
      step(`${variant.name}, ${variation.says}`);
      figures.push(await figuresOf(variant, variation.of, whole.get(variant.name) ?? 0));
    }
    await changing.end();
    measured.push({ variation, figures });
  }
  return measured;
}

/** About: to tell how much is left. */
export const plannedSecondsOf = (given: Case, quick: boolean): number =>
  40 + (variationsOf(given).length + 1) * SIDES.length * ((quick ? SECONDS.quick : SECONDS.full) + 1);
