import { nowMs, type Read } from '@ride-hailing/testing';
import { setTimeout as delay } from 'node:timers/promises';
import type { JudgedRead } from '../history/tally';
import { DriverAsker } from './driver-asker';
import type { Target } from './read-order';
import type { Workload } from './workload';

/** More than are ever under way: a probe must not wait for another. */
const CONNECTIONS = 256;

export interface ProbeOrder {
  readonly target: Target;
  /** When each driver is read after its change was answered, in ms. */
  readonly offsetsMs: readonly number[];
  readonly seconds: number;
  readonly signal?: AbortSignal;
}

/** A read so long after its driver's ride was changed. */
export interface Probe {
  readonly offsetMs: number;
  readonly read: JudgedRead;
}

/**
 * Reads each driver whose ride has been changed, again and again, so long after whoever changed it had the answer.
 * Judged by the owner's log.
 */
export async function probeChanges(
  workload: Workload,
  { target, offsetsMs, seconds, signal }: ProbeOrder,
): Promise<readonly Probe[]> {
  const asker = new DriverAsker(target, CONNECTIONS);
  const reads: { readonly offsetMs: number; readonly read: Read }[] = [];
  const under: Promise<void>[] = [];
  const probe = async (driverId: string, changedAt: number, offsetMs: number) => {
    const intendedAt = changedAt + offsetMs;
    await delay(Math.max(0, intendedAt - nowMs()), undefined, { signal });
    const begunAt = nowMs();
    const shown = await asker.ask(driverId);
    const read = { driverId, intendedAt, begunAt, endedAt: nowMs(), shown };
    reads.push({ offsetMs, read });
  };
  const forget = workload.writers.onChange((driverId, changedAt) => {
    under.push(...offsetsMs.map((offsetMs) => probe(driverId, changedAt, offsetMs)));
  });
  try {
    await delay(seconds * 1_000, undefined, { signal });
  } finally {
    forget();
    await Promise.allSettled(under);
    await asker.close();
  }
  signal?.throwIfAborted();
  const judged = await workload.judge(reads.map(({ read }) => read));
  return reads.flatMap((one, index) => {
    const read = judged[index];
    return read ? [{ ...one, read }] : [];
  });
}
