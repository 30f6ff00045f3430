import { backOffMs, endsWithin, pause } from './back-off';

describe('backOffMs', () => {
  it('doubles from 100 ms and stays at 5 s', () => {
    const waits = [1, 2, 3, 6, 7, 1_000_000].map((attempt) => backOffMs(attempt, () => 1));
    expect(waits).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
  });

  it('is jittered down to its half', () => {
    expect(backOffMs(3, () => 0)).toBe(200);
  });
});

describe('pause', () => {
  it('ends early when the signal is aborted', async () => {
    const stop = new AbortController();
    const paused = pause(3_600_000, stop.signal);
    stop.abort();
    await expect(paused).resolves.toBeUndefined();
  });
});

describe('endsWithin', () => {
  it('tells whether the work ended in time, well or badly', async () => {
    await expect(endsWithin(10_000, Promise.resolve())).resolves.toBe(true);
    await expect(endsWithin(10_000, Promise.reject(new Error('no')))).resolves.toBe(true);
    await expect(endsWithin(1, new Promise(() => undefined))).resolves.toBe(false);
  });
});
