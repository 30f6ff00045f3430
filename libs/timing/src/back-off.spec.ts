import { type BackOff, backOffMs, FULL_JITTER, jittered } from './back-off';

const backOff: BackOff = { firstMs: 100, mostMs: 5_000 };

describe('backOffMs', () => {
  it('doubles the wait from the first to the longest, and stays there', () => {
    const waits = [1, 2, 3, 6, 7, 1_000_000].map((attempt) => backOffMs(attempt, backOff, () => 1));
    expect(waits).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  });

  it('gives the same wait every time when both limits are the same, and no wait when they are 0', () => {
    const waits = (ms: number) =>
      [1, 2, 1_000_000].map((attempt) => backOffMs(attempt, { firstMs: ms, mostMs: ms }, () => 1));
    expect(waits(500)).toEqual([500, 500, 500]);
    expect(waits(0)).toEqual([0, 0, 0]);
  });

  it('makes half of the wait random', () => {
    expect(backOffMs(3, backOff, () => 0)).toBe(200);
    expect(backOffMs(2, backOff, () => 0)).toBe(100);
    expect(backOffMs(2, backOff, () => 0.5)).toBe(150);
  });

  it('makes as much of the wait random as the jitter says', () => {
    const waits = (jitter: BackOff['jitter']) =>
      [0, 0.5, 1].map((chance) => backOffMs(2, { ...backOff, jitter }, () => chance));
    expect(waits(FULL_JITTER)).toEqual([0, 100, 200]);
    expect(waits([0.8, 1])).toEqual([160, 180, 200]);
    expect(waits([0.75, 1.25])).toEqual([150, 200, 250]);
    expect(waits([1, 1])).toEqual([200, 200, 200]);
  });

  it('gives another wait each time', () => {
    const waits = new Set(Array.from({ length: 20 }, () => backOffMs(1, backOff)));
    expect(waits.size).toBeGreaterThan(1);
    for (const ms of waits) {
      expect(ms).toBeGreaterThanOrEqual(50);
      expect(ms).toBeLessThanOrEqual(100);
    }
  });
});

describe('jittered', () => {
  it('makes half of a time random, or as much as the jitter says', () => {
    expect([0, 0.5, 1].map((chance) => jittered(100, undefined, () => chance))).toEqual([50, 75, 100]);
    expect([0, 1].map((chance) => jittered(100, [1, 1.25], () => chance))).toEqual([100, 125]);
  });
});
