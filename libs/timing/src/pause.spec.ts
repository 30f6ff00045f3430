import { getEventListeners, getMaxListeners } from 'node:events';
import { pause } from './pause';

describe('pause', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('resolves after the given time', async () => {
    const ended = jest.fn();
    const paused = pause(1_000, new AbortController().signal).then(ended);
    await jest.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await paused;
  });

  it('ends a pause without an error when the signal is aborted, and leaves no timer behind', async () => {
    const stop = new AbortController();
    const paused = pause(3_600_000, stop.signal);
    stop.abort();
    await expect(paused).resolves.toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no listener behind, and makes Node warn of no leak however many pauses share a signal', async () => {
    const { signal } = new AbortController();
    const paused = pause(1_000, signal);
    expect(getMaxListeners(signal)).toBe(0);
    await jest.advanceTimersByTimeAsync(1_000);
    await paused;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('needs no signal, and keeps the process alive unless `ref` is false', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const paused = [pause(1_000), pause(1_000, undefined, { ref: false })];
    const areRefs = timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef());
    expect(areRefs).toEqual([true, false]);
    await jest.advanceTimersByTimeAsync(1_000);
    await Promise.all(paused);
  });

  it('does not wait when the signal is already aborted', async () => {
    await expect(pause(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });
});
