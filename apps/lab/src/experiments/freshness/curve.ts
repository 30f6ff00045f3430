import type { Probe } from '../../world/probes';

/** Whether it shows the change that it was sent after, or a later one; an answer that did not come shows nothing. */
const isShown = ({ read: { verdict } }: Probe): boolean =>
  verdict !== undefined && !verdict.isImpossible && verdict.versions === 0;

export interface Missed {
  readonly offsetMs: number;
  /** 0 to 1. */
  readonly share: number;
}

/** By time since the change, in order. */
export function missedByOffset(probes: readonly Probe[]): Missed[] {
  const offsets = [...new Set(probes.map(({ offsetMs }) => offsetMs))].sort((a, b) => a - b);
  return offsets.map((offsetMs) => {
    const own = probes.filter((probe) => probe.offsetMs === offsetMs);
    return { offsetMs, share: own.filter((probe) => !isShown(probe)).length / own.length };
  });
}

/**
 * From when on at least this share of the reads at each time shows the change, in ms; straight between two times that were
 * looked at, and the longest of them when never.
 * @param missed in order of time
 */
export function shownFrom(missed: readonly Missed[], share: number): number {
  const first = missed.findLastIndex((one) => 1 - one.share < share) + 1;
  const [before, after] = [missed[first - 1], missed[first]];
  if (!after) return missed.at(-1)?.offsetMs ?? 0;
  if (!before) return after.offsetMs;
  const part = (share - (1 - before.share)) / (before.share - after.share);
  return before.offsetMs + part * (after.offsetMs - before.offsetMs);
}

export const missedIn = (probes: readonly Probe[]): number =>
  probes.filter((probe) => !isShown(probe)).length;

export const impossibleIn = (probes: readonly Probe[]): number =>
  probes.filter(({ read }) => read.verdict?.isImpossible === true).length;
