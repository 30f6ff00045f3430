import type { JudgedRead } from '../../history/tally';
import { timelineOf } from './timeline';

const one = (intendedAt: number, more: Partial<JudgedRead> = {}): JudgedRead => ({
  read: { driverId: 'd1', intendedAt, begunAt: intendedAt, endedAt: intendedAt + 3 },
  outcome: 'complete',
  latencyMs: 3,
  ...more,
});

describe('the timeline of a fault', () => {
  const stale = { isImpossible: false, stalenessMs: 70, versions: 1 };
  const reads = [
    one(10_000),
    one(10_999, { outcome: 'failed', latencyMs: 900 }),
    one(11_000, { outcome: 'partial' }),
    one(11_490, { verdict: stale }),
  ];
  const timeline = timelineOf(reads, { faultAt: 11_000, from: 10_000, to: 12_000 });

  it('has a slice for each half of a second, its zero where the fault begins, empty ones too', () => {
    expect(timeline.map(({ atMs, sent }) => [atMs, sent])).toEqual([
      [-1_000, 1],
      [-500, 1],
      [0, 2],
      [500, 0],
    ]);
  });

  it('says of each slice what its answers were', () => {
    expect(timeline[1]).toMatchObject({ complete: 0, failed: 1, stale: 0, maxStalenessMs: 0 });
    expect(timeline[1]?.p99Ms).toBeCloseTo(900, -1);
    expect(timeline[2]).toMatchObject({ complete: 1, partial: 1, stale: 1, maxStalenessMs: 70 });
  });
});
