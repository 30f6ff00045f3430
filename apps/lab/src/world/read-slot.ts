import { nowMs } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { answersOf, type JudgedRead, latencyOfReads, stalenessOf } from '../history/tally';
import type { LabSystem } from './lab-system';
import type { Target } from './read-order';
import type { Workload } from './workload';

/** Before the first read, so that the reading process has its order by then. */
const LEAD_MS = 150;

export interface SlotOrder {
  readonly target: Target;
  readonly seed: number;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** What one slot of reads has seen. */
export interface ReadSlot {
  readonly reads: readonly JudgedRead[];
  /** Calls for rides and their details that the owner served meanwhile. */
  readonly ownerCalls: number;
  /** CPU seconds of each process meanwhile, with all that it did besides answering. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
  /** Changes that the owner made meanwhile. */
  readonly changes: number;
}

/** Reads open-loop beside the changes that go on, and judges each answer by the owner's own log. */
export async function readSlot(
  system: LabSystem,
  workload: Workload,
  { signal, ...order }: SlotOrder,
): Promise<ReadSlot> {
  const startAt = nowMs() + LEAD_MS;
  const before = { cpu: system.cpuSeconds(), calls: await system.ownerCalls() };
  const reads = await workload.readers.openLoop({ ...order, startAt }, signal);
  await delay(Math.max(0, startAt + order.seconds * 1_000 - nowMs()), undefined, { signal });
  const after = { cpu: system.cpuSeconds(), calls: await system.ownerCalls() };
  const used = Object.entries(after.cpu).map(([name, seconds]): [string, number] => [
    name,
    seconds - (before.cpu[name] ?? 0),
  ]);
  return {
    reads: await workload.judge(reads),
    ownerCalls: after.calls - before.calls,
    cpuSeconds: Object.fromEntries(used),
    changes: workload.writers.between(startAt, nowMs()).done,
  };
}

/** The figures of a slot, by the names of the metrics in `experiments/metrics.ts`. */
export function slotValues({ reads, ownerCalls }: ReadSlot): Record<string, number> {
  const { sent, complete, partial, failed, stale } = answersOf(reads);
  const { p50, p90, p99 } = latencyOfReads(reads);
  const staleness = stalenessOf(reads);
  const share = (count: number) => (sent === 0 ? 0 : count / sent);
  return {
    ...{ p50, p90, p99 },
    ...{ complete: share(complete), partial: share(partial), failed: share(failed), stale: share(stale) },
    ...{ stalenessP99: staleness.p99Ms, stalenessMax: staleness.maxMs, impossible: staleness.impossible },
    ownerCalls: (ownerCalls * 1_000) / Math.max(1, sent),
  };
}

/** How the work behind a slot was seen to be done. */
export const slotVerified = ({ reads, changes }: ReadSlot): string => {
  const answered = reads.filter(({ verdict }) => verdict !== undefined).length;
  return `${answered} of ${reads.length} reads were answered and compared with the owner's log, beside ${changes} changes`;
};
