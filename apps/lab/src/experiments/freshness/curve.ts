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

/** From when on at least this share of the reads shows the change, in ms; the longest that was looked at when never. */
export function shownFrom(probes: readonly Probe[], share: number): number {
  const latestFirst = [...probes].sort((a, b) => b.ageMs - a.ageMs);
  let shown = 0;
  let from = latestFirst[0]?.ageMs ?? 0;
  for (const [index, probe] of latestFirst.entries()) {
    if (isShown(probe)) shown += 1;
    if (shown / (index + 1) >= share) from = probe.ageMs;
  }
  return from;
}

export const missedIn = (probes: readonly Probe[]): number =>
  probes.filter((probe) => !isShown(probe)).length;

export const impossibleIn = (probes: readonly Probe[]): number =>
  probes.filter(({ read }) => read.verdict?.isImpossible === true).length;
