import { nowMs } from '@ride-hailing/testing';

export interface OpenLoopPlan {
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** ms since 1970. */
  readonly startAt: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** The times at which things are to begin, ms since 1970: independent of each other, as from many people. */
export function intendedTimes({ ratePerSecond, seconds, startAt, random }: OpenLoopPlan): number[] {
  const times: number[] = [];
  const endAt = startAt + seconds * 1_000;
  for (let at = startAt; ; times.push(at)) {
    at += (-Math.log(1 - random()) * 1_000) / ratePerSecond;
    if (at >= endAt) return times;
  }
}

/**
 * Begins each thing at its time, whether or not the earlier ones have ended: a slow answer holds up none of the
 * later ones, and what is begun too late is told when it was meant to begin. Resolves when all have ended.
 */
export async function openLoop(
  plan: OpenLoopPlan,
  begin: (intendedAt: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const under: Promise<void>[] = [];
  const times = intendedTimes(plan);
  let next = 0;
  while (next < times.length && !signal?.aborted) {
    const now = nowMs();
    for (let at = times[next]; at !== undefined && at <= now; at = times[next]) {
      under.push(begin(at));
      next += 1;
    }
    const wait = (times[next] ?? now) - nowMs();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
  await Promise.all(under);
}
