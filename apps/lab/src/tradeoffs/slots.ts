import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../measuring/clock';
import { WAYS } from '../experiments/faults/fault-actions';
import { faultResult, readThrough } from './faults/measure-fault';
import { measure, warmUp } from './measure';
import type { BytesResult, FaultResult, Measured, PersonalData, Settings, Stored } from './results';
import { LabSystem, type LabSystemOptions } from '../world/lab-system';
import { personalDataIn, placesIn, storedFor } from '../world/places';
import type { Target } from '../world/read-order';
import type { Variant } from '../world/variants';
import { Workload } from '../world/workload';

export interface SlotOptions {
  readonly settings: Settings;
  /** The same for all variants of a repeat. */
  readonly seed: number;
  readonly runStartedAt: number;
  readonly build: boolean;
  readonly step: (what: string) => void;
  /** Told of every system that has started. */
  readonly onSystem: (system: LabSystem) => Promise<void>;
  readonly signal?: AbortSignal;
}

type Body<T> = (system: LabSystem, workload: Workload) => Promise<T>;

/** A fresh system with its workload for one body, and nothing of it left afterwards. */
async function onFreshSystem<T>(
  variant: Variant,
  options: SlotOptions,
  more: Pick<LabSystemOptions, 'proxies'>,
  body: Body<T>,
): Promise<T> {
  const { build, signal, step } = options;
  step('starting');
  const { approach } = variant;
  const system = await LabSystem.start({ approaches: [approach], build, signal, ...more });
  try {
    await options.onSystem(system);
    step('preparing');
    const { drivers, changesPerSecond } = options.settings;
    const { seed } = options;
    const workload = await Workload.start(system, {
      ...{ drivers, changesPerSecond, seed, variants: [variant], signal },
    });
    try {
      return await body(system, workload);
    } finally {
      await workload.stop();
    }
  } finally {
    step('stopping');
    await system.stop();
  }
}

export interface RepeatResult {
  readonly measured: Measured;
  readonly stored: readonly Stored[];
  readonly personalData: readonly PersonalData[];
}

export const repeatSlot = (variant: Variant, options: SlotOptions): Promise<RepeatResult> =>
  onFreshSystem(variant, options, {}, async (system, workload) => {
    const target = workload.targetOf(variant);
    const measured = await measure(system, workload, { ...options, target });
    options.step('looking for copies');
    const places = await placesIn(system);
    return { measured, stored: storedFor(variant, places), personalData: personalDataIn(places) };
  });

export const twoInstancesSlot = (variant: Variant, options: SlotOptions): Promise<Measured> =>
  onFreshSystem(variant, options, {}, async (system, workload) => {
    options.step('second instance');
    const second = await system.stack.addInstance('driver-service');
    const one = workload.targetOf(variant);
    const target = { ...one, urls: [...one.urls, second.url] };
    return measure(system, workload, { ...options, target });
  });

export interface ProxiedResult {
  readonly bytes: BytesResult;
  readonly faults: readonly FaultResult[];
}

/** By way of proxies: counts bytes first, then makes one fault after another. */
export const proxiedSlot = (variant: Variant, options: SlotOptions): Promise<ProxiedResult> =>
  onFreshSystem(variant, options, { proxies: WAYS }, async (system, workload) => {
    const { settings, step, seed } = options;
    step('bytes');
    const target = workload.targetOf(variant);
    const bytes = await countBytes(system, workload, { ...options, target });
    const all = [];
    for (const [index, fault] of settings.faults.entries()) {
      step(fault);
      all.push(await readThrough(fault, system, workload, { ...options, target, seed: seed + index }));
    }
    step('history');
    await workload.rest();
    const faults: FaultResult[] = [];
    for (const one of all) faults.push(faultResult(one, await workload.judge(one.reads), variant));
    return { bytes, faults };
  });

const bytesNow = (system: LabSystem): Map<string, number> =>
  new Map(
    WAYS.map(({ from, to }) => {
      const { toServer, toClient } = system.proxy(from, to).bytes();
      return [`${from} > ${to}`, toServer + toClient];
    }),
  );

async function countBytes(
  system: LabSystem,
  workload: Workload,
  { settings, seed, target, signal }: SlotOptions & { readonly target: Target },
): Promise<BytesResult> {
  const { readsPerSecond: ratePerSecond, seconds } = settings;
  // Connections are there and caches are filled before the counting begins.
  await warmUp(workload, { settings, seed, target, signal });
  const startAt = nowMs() + 100;
  const before = bytesNow(system);
  const reads = await workload.readers.openLoop({ target, seed, ratePerSecond, seconds, startAt }, signal);
  await delay(Math.max(0, startAt + seconds * 1_000 - nowMs()), undefined, { signal });
  const after = bytesNow(system);
  const ways = [...after].map(([way, bytes]) => [way, bytes - (before.get(way) ?? 0)] as const);
  return {
    reads: reads.length,
    changes: workload.writers.between(startAt, nowMs()).done,
    ways: Object.fromEntries(ways.filter(([, bytes]) => bytes > 0)),
  };
}
