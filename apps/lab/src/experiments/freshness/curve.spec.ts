import type { Probe } from '../../world/probes';
import { impossibleIn, missedByOffset, missedIn, shownFrom } from './curve';

const probe = (ageMs: number, versions: number | undefined, isImpossible = false): Probe => ({
  ...{ offsetMs: Math.round(ageMs / 10) * 10, ageMs },
  read: {
    read: { driverId: 'd-1', intendedAt: 0, begunAt: 0, endedAt: 1 },
    ...{ outcome: 'complete', latencyMs: 1 },
    verdict: versions === undefined ? undefined : { isImpossible, stalenessMs: 0, versions },
  },
});

describe('the curve of freshness', () => {
  const probes = [
    ...[probe(0, 1), probe(1, 1), probe(10, 1), probe(11, 0), probe(20, 0), probe(21, 0), probe(100, 0)],
  ];

  it('is the share of reads that miss the change, by time since it', () => {
    expect(missedByOffset(probes)).toEqual([
      { offsetMs: 0, share: 1 },
      { offsetMs: 10, share: 0.5 },
      { offsetMs: 20, share: 0 },
      { offsetMs: 100, share: 0 },
    ]);
  });

  it('says from when on so many reads show it', () => {
    expect(shownFrom(probes, 1)).toBe(11);
    expect(shownFrom(probes, 0.75)).toBe(10);
    expect(shownFrom(probes, 0.5)).toBe(0);
  });

  it('says the longest that was looked at when they never do', () => {
    expect(shownFrom([probe(0, 1), probe(300, 2)], 0.5)).toBe(300);
  });

  it('counts no answer, and an impossible one, as missing the change', () => {
    const wrong = [probe(5, undefined), probe(5, 0, true), probe(5, 0)];
    expect(missedIn(wrong)).toBe(2);
    expect(impossibleIn(wrong)).toBe(1);
  });
});
