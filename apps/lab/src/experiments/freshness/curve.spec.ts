import type { Probe } from '../../world/probes';
import { impossibleIn, missedByOffset, missedIn, shownFrom } from './curve';

const probe = (offsetMs: number, versions: number | undefined, isImpossible = false): Probe => ({
  offsetMs,
  read: {
    read: { driverId: 'd-1', intendedAt: 0, begunAt: 0, endedAt: 1 },
    ...{ outcome: 'complete', latencyMs: 1 },
    verdict: versions === undefined ? undefined : { isImpossible, stalenessMs: 0, versions },
  },
});

describe('the curve of freshness', () => {
  const probes = [
    ...[probe(0, 1), probe(0, 1), probe(10, 1), probe(10, 0), probe(20, 0), probe(20, 0), probe(100, 0)],
  ];

  it('is the share of reads that miss the change, by time since it', () => {
    expect(missedByOffset(probes)).toEqual([
      { offsetMs: 0, share: 1 },
      { offsetMs: 10, share: 0.5 },
      { offsetMs: 20, share: 0 },
      { offsetMs: 100, share: 0 },
    ]);
  });

  it('interpolates between two times to say from when on a given share of the reads shows it', () => {
    const missed = [0.9, 0.5, 0.2, 0].map((share, index) => ({ offsetMs: index * 10, share }));
    expect(shownFrom(missed, 0.5)).toBe(10);
    expect(shownFrom(missed, 0.65)).toBeCloseTo(15);
    expect(shownFrom(missed, 0.99)).toBeCloseTo(29.5);
    expect(shownFrom(missed, 0.1)).toBeCloseTo(0);
  });

  it('goes by the last time at which fewer show it, however many did before', () => {
    const missed = [0, 0.6, 0].map((share, index) => ({ offsetMs: index * 10, share }));
    expect(shownFrom(missed, 0.7)).toBeCloseTo(15);
  });

  it('says the longest that was looked at when they never do', () => {
    expect(
      shownFrom(
        [
          { offsetMs: 0, share: 1 },
          { offsetMs: 300, share: 0.9 },
        ],
        0.5,
      ),
    ).toBe(300);
  });

  it('counts no answer, and an impossible one, as missing the change', () => {
    const wrong = [probe(5, undefined), probe(5, 0, true), probe(5, 0)];
    expect(missedIn(wrong)).toBe(2);
    expect(impossibleIn(wrong)).toBe(1);
  });
});
