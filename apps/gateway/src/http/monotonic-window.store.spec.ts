import { MonotonicWindowStore } from './monotonic-window.store';

const WINDOW_MS = 10_000;

function scene(mostCounted = 10) {
  let now = 500;
  const store = new MonotonicWindowStore(mostCounted, () => now);
  const ask = (key: string) => {
    let counted: { current: number; ttl: number } | undefined;
    store.incr(key, (_error, result) => (counted = result), WINDOW_MS);
    return [counted?.current, counted?.ttl];
  };
  return { ask, pass: (ms: number) => (now += ms) };
}

describe('the windows of the rate limit', () => {
  afterEach(() => jest.useRealTimers());

  it('counts in a window from the first request of each caller, and starts a new window when it is over', () => {
    const { ask, pass } = scene();
    expect(ask('a')).toEqual([1, WINDOW_MS]);
    pass(4_000);
    expect(ask('a')).toEqual([2, 6_000]);
    expect(ask('b')).toEqual([1, WINDOW_MS]);
    pass(6_000);
    expect(ask('a')).toEqual([1, WINDOW_MS]);
    expect(ask('b')).toEqual([2, 4_000]);
  });

  it('keeps the length of a window when the wall clock is set back an hour', () => {
    jest.useFakeTimers();
    const store = new MonotonicWindowStore(10);
    const ttls: number[] = [];
    const ask = () => store.incr('a', (_error, result) => ttls.push(result?.ttl ?? NaN), WINDOW_MS);
    ask();
    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(1_000);
    ask();
    expect(ttls).toEqual([WINDOW_MS, WINDOW_MS - 1_000]);
  });

  it('forgets the least recent caller when there are too many', () => {
    const { ask } = scene(2);
    ask('a');
    ask('b');
    ask('a');
    ask('c');
    expect([ask('a')[0], ask('b')[0]]).toEqual([3, 1]);
  });
});
