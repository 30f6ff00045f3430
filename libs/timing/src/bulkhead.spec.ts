import { getEventListeners } from 'node:events';
import { Bulkhead, type BulkheadWait } from './bulkhead';

const wait = (more: Partial<BulkheadWait> = {}): BulkheadWait => ({
  waitMs: 100,
  signal: new AbortController().signal,
  onFull: () => new Error('full'),
  onLate: () => new Error('late'),
  onCancelled: () => new Error('cancelled'),
  ...more,
});

describe('Bulkhead', () => {
  const bulkhead = () => new Bulkhead({ maxConcurrent: 1, maxQueued: 2 });
  /** Work that ends when the test says so. */
  const work = () => {
    let end = (): void => undefined;
    const ended = new Promise<string>((resolve) => (end = () => resolve('done')));
    const run = jest.fn(() => ended);
    return { run, end };
  };

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('bounds the calls in flight, lets a bounded number wait in order, and refuses the next at once', async () => {
    const place = bulkhead();
    const [first, second, third, fourth] = [work(), work(), work(), work()];
    const one = place.run(first.run, wait());
    const two = place.run(second.run, wait());
    const three = place.run(third.run, wait());
    await expect(place.run(fourth.run, wait())).rejects.toThrow('full');
    expect(second.run).not.toHaveBeenCalled();
    first.end();
    await one;
    await Promise.resolve();
    expect(second.run).toHaveBeenCalled();
    expect(third.run).not.toHaveBeenCalled();
    second.end();
    third.end();
    await expect(Promise.all([two, three])).resolves.toEqual(['done', 'done']);
    expect(fourth.run).not.toHaveBeenCalled();
  });

  it('lets no call overtake, even at the moment that a place becomes free', async () => {
    const place = bulkhead();
    const order: string[] = [];
    const first = work();
    const one = place.run(first.run, wait());
    const two = place.run(async () => order.push('waited'), wait());
    first.end();
    await one.then(() => place.run(async () => order.push('newcomer'), wait()));
    await two;
    expect(order).toEqual(['waited', 'newcomer']);
  });

  it('gives the place in the queue of a call that left at its deadline or signal to another call', async () => {
    const place = bulkhead();
    const holder = work();
    const one = place.run(holder.run, wait());
    const leaving = new AbortController();
    const [never, neither] = [work(), work()];
    const late = place.run(never.run, wait({ waitMs: 50 }));
    const gone = place.run(neither.run, wait({ signal: leaving.signal }));
    leaving.abort();
    await expect(gone).rejects.toThrow('cancelled');
    jest.advanceTimersByTime(50);
    await expect(late).rejects.toThrow('late');
    const next = [place.run(async () => 1, wait()), place.run(async () => 2, wait())];
    holder.end();
    await one;
    await expect(Promise.all(next)).resolves.toEqual([1, 2]);
    expect(never.run).not.toHaveBeenCalled();
    expect(neither.run).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no listener on the signal of a call that got a place', async () => {
    const place = bulkhead();
    const first = work();
    const { signal } = new AbortController();
    const ended = [place.run(first.run, wait()), place.run(async () => 'second', wait({ signal }))];
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    first.end();
    await Promise.all(ended);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends all waiting calls, and frees its places after failures', async () => {
    const place = bulkhead();
    const holder = work();
    const one = place.run(holder.run, wait());
    const two = place.run(work().run, wait());
    place.dismiss(() => new Error('dismissed'));
    await expect(two).rejects.toThrow('dismissed');
    holder.end();
    await one;
    await expect(place.run(() => Promise.reject(new Error('own')), wait())).rejects.toThrow('own');
    await expect(place.run(async () => 'free', wait())).resolves.toBe('free');
    expect(jest.getTimerCount()).toBe(0);
  });
});
