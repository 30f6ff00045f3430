import { seldom } from './seldom';

describe('seldom', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const reported: number[] = [];
  const reportedAt = (seconds: readonly number[], options?: { isFirstSoon: boolean }): number[] => {
    reported.length = 0;
    const report = seldom((second: number) => reported.push(second), 1_000, options);
    let now = 0;
    for (const second of seconds) {
      jest.advanceTimersByTime((second - now) * 1_000);
      now = second;
      report(second);
    }
    return reported;
  };

  it('passes on one call in each period, counted from the start', () => {
    expect(reportedAt([0, 0.5, 1, 1.5, 1.9, 2.1])).toEqual([1, 2.1]);
  });

  it('passes on the first call at once with `isFirstSoon`', () => {
    expect(reportedAt([0, 0.5, 1, 1.5], { isFirstSoon: true })).toEqual([0, 1]);
  });
});
