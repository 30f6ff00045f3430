import { backOffMs } from './back-off';

const limits = { firstMs: 100, mostMs: 2_000 };

describe('backOffMs', () => {
  it('doubles with each attempt up to the most', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => backOffMs(attempt, limits, () => 1));
    expect(longest).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
    expect(backOffMs(10_000, limits, () => 1)).toBe(2_000);
  });

  it('leaves half of the pause to chance', () => {
    expect(backOffMs(2, limits, () => 0)).toBe(100);
    expect(backOffMs(2, limits, () => 0.5)).toBe(150);
  });
});
