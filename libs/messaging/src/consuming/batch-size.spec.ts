import { BatchSize } from './batch-size';

describe('the size of batches', () => {
  const succeed = (size: BatchSize, messages: number, times: number) => {
    for (let time = 0; time < times; time += 1) size.applied(messages);
  };

  it('is half of what took too long, and never less than one message', () => {
    const size = new BatchSize(100);
    size.tooSlow(100);
    expect(size.now).toBe(50);
    size.tooSlow(7);
    expect(size.now).toBe(3);
    size.tooSlow(1);
    expect(size.now).toBe(1);
  });

  it('doubles after ten full batches, and then after ten of the new size', () => {
    const size = new BatchSize(100);
    size.tooSlow(20);
    succeed(size, 10, 9);
    expect(size.now).toBe(10);
    succeed(size, 10, 1);
    expect(size.now).toBe(20);
    succeed(size, 20, 9);
    expect(size.now).toBe(20);
    succeed(size, 20, 1);
    expect(size.now).toBe(40);
  });

  it('learns nothing from batches that were not full', () => {
    const size = new BatchSize(100);
    size.tooSlow(20);
    succeed(size, 9, 50);
    expect(size.now).toBe(10);
  });

  it('needs ten more full batches after one that took too long', () => {
    const size = new BatchSize(100);
    size.tooSlow(20);
    succeed(size, 10, 9);
    size.tooSlow(20);
    succeed(size, 10, 9);
    expect(size.now).toBe(10);
  });

  it('grows no larger than it may be at most', () => {
    const size = new BatchSize(15);
    size.tooSlow(20);
    succeed(size, 10, 10);
    expect(size.now).toBe(15);
    succeed(size, 15, 20);
    expect(size.now).toBe(15);
  });
});
