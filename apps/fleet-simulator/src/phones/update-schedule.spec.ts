import { seededRandom } from '../seeded-random';
import { UpdateSchedule } from './update-schedule';

const schedule = (count: number, intervalMs = 1_000): UpdateSchedule =>
  new UpdateSchedule(count, intervalMs, seededRandom(1, 'schedule'), 5_000);

describe('the schedule of updates', () => {
  it('makes each phone due once an interval', () => {
    const all = schedule(500);
    for (let round = 1; round <= 3; round += 1) {
      const due: number[] = [];
      for (let ms = 0; ms < 1_000; ms += 10) due.push(...all.due(5_000 + (round - 1) * 1_000 + ms + 9.999));
      expect(due.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index));
    }
  });

  it('spreads the phones over the interval without a burst', () => {
    const all = schedule(1_000);
    const perTick = Array.from({ length: 100 }, (_, tick) => all.due(5_000 + tick * 10 + 9.999).length);
    expect(Math.max(...perTick)).toBeLessThanOrEqual(12);
    expect(Math.min(...perTick)).toBeGreaterThanOrEqual(8);
  });

  it('skips the rounds missed in a stall', () => {
    const all = schedule(100);
    all.due(5_000);
    const afterStall = all.due(5_000 + 60_000);
    expect(afterStall.length).toBeLessThanOrEqual(100);
    expect(new Set(afterStall).size).toBe(afterStall.length);
    expect(all.due(5_000 + 60_000).length).toBe(0);
  });

  it('makes no phone due before the start, or when there are none', () => {
    expect(schedule(10).due(4_999)).toEqual([]);
    expect(schedule(0).due(6_000)).toEqual([]);
  });
});
