import { commitOfCheckout, machine } from '../runner/machine';
import { nowMs } from '../measuring/clock';
import type { Progress } from '../runner/progress';

import { planOf, type Slot, titleOf } from './plan';
import type { BytesResult, FaultResult, Measured, Results, Settings, VariantResult } from './results';
import { proxiedSlot, type RepeatResult, repeatSlot, type SlotOptions, twoInstancesSlot } from './slots';
import type { LabSystem } from '../world/lab-system';
import { type Variant, VARIANTS } from '../world/variants';
import { versionsOf } from '../world/versions';

/** A slot that failed, by a process that did not start in time for one, has a second chance. */
const TRIES = 2;
/** Apart from each other, so that no two repeats read and write the same. */
const SEEDS_APART = 1_000;

class Collected {
  readonly repeats: Measured[] = [];
  readonly faults: FaultResult[] = [];
  last: RepeatResult | undefined;
  twoInstances: Measured | null = null;
  bytes: BytesResult | null = null;

  resultOf({ name, approach, cache }: Variant): VariantResult {
    const { repeats, faults, twoInstances, bytes, last } = this;
    const { stored = [], personalData = [] } = last ?? {};
    return { name, approach, cache, repeats, twoInstances, faults, bytes, stored, personalData };
  }
}

async function carryOut({ kind, variant }: Slot, into: Collected, options: SlotOptions): Promise<void> {
  if (kind === 'repeat') {
    into.last = await repeatSlot(variant, options);
    into.repeats.push(into.last.measured);
  } else if (kind === 'two-instances') {
    into.twoInstances = await twoInstancesSlot(variant, options);
  } else {
    const { bytes, faults } = await proxiedSlot(variant, options);
    into.bytes = bytes;
    into.faults.push(...faults);
  }
}

export interface RunOptions {
  /** As typed. */
  readonly command: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Told of every system that has started. */
  readonly onSystem: (system: LabSystem) => void;
}

/** Measures all that the settings ask for; when `signal` fires, stops what runs and throws. */
export async function runLab(
  settings: Settings,
  { command, progress, signal, onSystem }: RunOptions,
): Promise<Results> {
  const startedAt = new Date();
  const runStartedAt = nowMs();
  const commit = commitOfCheckout();
  const variants = VARIANTS.filter(({ name }) => settings.variants.includes(name));
  const collected = new Map(variants.map(({ name }) => [name, new Collected()]));
  let versions: Record<string, string> | undefined;
  const take = async (system: LabSystem) => {
    onSystem(system);
    versions ??= await versionsOf(system);
  };
  for (const slot of planOf(settings)) {
    const into = collected.get(slot.variant.name) ?? new Collected();
    const seed = settings.seed + SEEDS_APART * (slot.repeat + 1);
    const step = (what: string) => progress.step(what);
    progress.slot(titleOf(slot, settings));
    for (let tries = 1; ; tries += 1) {
      try {
        // The first system's start has built what all later ones run.
        const build = versions === undefined;
        await carryOut(slot, into, { settings, seed, runStartedAt, build, step, onSystem: take, signal });
        break;
      } catch (error) {
        if (signal.aborted || tries >= TRIES) throw error;
        progress.say(`${titleOf(slot, settings)} failed, once more: ${String(error)}`);
      }
    }
    progress.slotDone();
  }
  return {
    format: 1,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    command,
    commit,
    machine: machine(),
    versions: versions ?? {},
    settings,
    variants: variants.map((variant) => (collected.get(variant.name) ?? new Collected()).resultOf(variant)),
  };
}
