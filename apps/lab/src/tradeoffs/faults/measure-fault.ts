import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../measuring/clock';
import { answersOf, type JudgedRead, latencyOfReads, maxStaleness } from '../../history/tally';
import type { Read } from '../../history/read';
import type { FaultName, FaultResult, Settings } from '../results';
import type { LabSystem } from '../../world/lab-system';
import type { Target } from '../../world/read-order';
import type { Variant } from '../../world/variants';
import { faultApplies } from './fault-applies';
import type { Workload } from '../../world/workload';
import { convergedAfterMs } from '../../experiments/faults/convergence';
import { FAULT_ACTIONS } from '../../experiments/faults/fault-actions';
import { timelineOf } from '../../experiments/faults/timeline';

const LEAD_MS = 250;
export const BEFORE_S = 2;
/** How long somebody watches it become well again. */
export const AFTER_S = 8;

/** What was read around one fault; judged when the writers have stopped. */
export interface FaultReads {
  readonly fault: FaultName;
  readonly reads: readonly Read[];
  readonly startAt: number;
  readonly faultAt: number;
  readonly faultEndedAt: number;
  readonly endAt: number;
}

export interface FaultOptions {
  readonly settings: Settings;
  readonly seed: number;
  readonly target: Target;
  readonly signal?: AbortSignal;
}

/** Reads on while the fault begins and ends. */
export async function readThrough(
  fault: FaultName,
  system: LabSystem,
  workload: Workload,
  { settings, seed, target, signal }: FaultOptions,
): Promise<FaultReads> {
  const { faultSeconds, readsPerSecond: ratePerSecond } = settings;
  const seconds = BEFORE_S + faultSeconds + AFTER_S;
  const startAt = nowMs() + LEAD_MS;
  const reading = workload.readers.openLoop({ target, seed, ratePerSecond, seconds, startAt }, signal);
  reading.catch(() => undefined);
  const untilMs = (at: number) => delay(Math.max(0, at - nowMs()), undefined, { signal });
  await untilMs(startAt + BEFORE_S * 1_000);
  const faultAt = nowMs();
  const undo = await FAULT_ACTIONS[fault].begin(system);
  await untilMs(faultAt + faultSeconds * 1_000);
  const faultEndedAt = nowMs();
  await undo();
  const reads = await reading;
  return { fault, reads, startAt, faultAt, faultEndedAt, endAt: startAt + seconds * 1_000 };
}

/** @param reads the same as `of.reads`, judged */
export function faultResult(of: FaultReads, reads: readonly JudgedRead[], variant: Variant): FaultResult {
  const { fault, startAt, faultAt, faultEndedAt, endAt } = of;
  const between = (from: number, to: number) =>
    reads.filter(({ read }) => read.intendedAt >= from && read.intendedAt < to);
  const during = between(faultAt, faultEndedAt);
  return {
    fault,
    applies: faultApplies(fault, variant),
    faultSeconds: (faultEndedAt - faultAt) / 1_000,
    before: answersOf(between(startAt, faultAt)),
    during: answersOf(during),
    after: answersOf(between(faultEndedAt, endAt)),
    duringLatency: latencyOfReads(during),
    convergedAfterMs: convergedAfterMs(reads, { faultAt, faultEndedAt }),
    maxStalenessMs: maxStaleness(reads),
    timeline: timelineOf(reads, { faultAt, from: startAt, to: endAt }),
  };
}
