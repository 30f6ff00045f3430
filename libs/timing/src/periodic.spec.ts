import { Periodic, periodically, type PeriodicOptions } from './periodic';

describe('periodic work', () => {
  let begun: number[];
  let end: (error?: Error) => void;

  /** Work that lasts until `end`. */
  const work = () =>
    new Promise<void>((resolve, reject) => {
      begun.push(Date.now());
      end = (error) => (error ? reject(error) : resolve());
    });

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    begun = [];
    end = () => undefined;
  });
  afterEach(() => jest.useRealTimers());

  const started = (options: Partial<PeriodicOptions> = {}) => {
    const periodic = new Periodic(work, { everyMs: 100, ...options });
    periodic.start();
    periodic.start();
    return periodic;
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
  const endAndPass = async (ms: number) => {
    end();
    await pass(ms);
  };

  it('begins after a pause, and counts each pause from the end of a run, so that runs never overlap', async () => {
    const periodic = started();
    await pass(99);
    expect(begun).toEqual([]);
    await pass(1_000);
    expect(begun).toEqual([100]);
    await endAndPass(100);
    expect(begun).toEqual([100, 1_199]);
    end();
    await periodic.close();
  });

  it('begins at once, or after its first pause', async () => {
    started({ firstMs: 0 });
    expect(begun).toEqual([0]);
    started({ firstMs: 20 });
    await pass(99);
    expect(begun).toEqual([0, 20]);
    await endAndPass(100);
    expect(begun).toEqual([0, 20, 199]);
  });

  it('goes on after failures, and reports each with the number of failures in a row', async () => {
    const reported: unknown[] = [];
    const options = {
      firstMs: 0,
      onError: (error: unknown, failures: number) => reported.push([error, failures]),
    };
    const periodic = started(options);
    for (const error of [new Error('one'), new Error('two'), undefined, new Error('three')]) {
      end(error);
      await pass(100);
    }
    expect(reported).toEqual([
      [new Error('one'), 1],
      [new Error('two'), 2],
      [new Error('three'), 1],
    ]);
    expect(begun).toHaveLength(5);
    end();
    await periodic.close();
  });

  it('computes each pause from the number of failures in a row', async () => {
    const everyMs = jest.fn((failures: number) => 100 * (1 + failures));
    started({ firstMs: 0, everyMs, onError: () => undefined });
    for (const error of [new Error('one'), new Error('two'), undefined]) {
      end(error);
      await pass(300);
    }
    expect(everyMs.mock.calls).toEqual([[1], [2], [0]]);
    expect(begun).toEqual([0, 200, 600, 700]);
  });

  it('begins no run after `close`, and ends its pause at once', async () => {
    const periodic = started();
    expect(periodic.isClosed).toBe(false);
    await expect(periodic.close()).resolves.toBe(true);
    expect(periodic.isClosed).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    periodic.start();
    await pass(1_000);
    expect(begun).toEqual([]);
    const never = new Periodic(work, { everyMs: 100, firstMs: 0 });
    await expect(never.close(100)).resolves.toBe(true);
    never.start();
    expect(begun).toEqual([]);
  });

  it('waits on `close` for the run under way, at most for the given time', async () => {
    const periodic = started({ firstMs: 0 });
    const closed = jest.fn();
    void periodic.close().then(closed);
    const inTime = periodic.close(500);
    const late = periodic.close(50);
    await pass(50);
    await expect(late).resolves.toBe(false);
    expect(closed).not.toHaveBeenCalled();
    end();
    await expect(inTime).resolves.toBe(true);
    await pass(0);
    expect(closed).toHaveBeenCalledWith(true);
    expect(begun).toEqual([0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('runs until its signal is aborted, and passes the signal to the work', async () => {
    const stopping = new AbortController();
    const signals: AbortSignal[] = [];
    const running = periodically((signal) => signals.push(signal), { everyMs: 100 }, stopping.signal);
    await pass(250);
    stopping.abort();
    await running;
    expect(signals).toEqual([stopping.signal, stopping.signal]);
  });

  it('lets the process end during its pauses', () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    started();
    expect((timers.mock.results[0]?.value as NodeJS.Timeout).hasRef()).toBe(false);
  });

  it('ends at the first failure without `onError`', async () => {
    const failing = periodically(work, { everyMs: 100, firstMs: 0 }, new AbortController().signal);
    end(new Error('a fault'));
    await expect(failing).rejects.toThrow('a fault');
    expect(jest.getTimerCount()).toBe(0);
  });
});
