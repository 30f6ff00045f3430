import { BatchSize } from './batch-size';

describe('the size of batches', () => {
  const succeed = (size: BatchSize, messages: number, times: number) => {
    for (let time = 0; time < times; time += 1) size.applied(messages);
  };

  it('halves the size of a batch that took too long, down to one message', () => {
    const size = new BatchSize(100);
    size.tooSlow(100);
    expect(size.now).toBe(50);
    size.tooSlow(7);
    expect(size.now).toBe(3);
    size.tooSlow(1);
    expect(size.now).toBe(1);
  });

  it('doubles the size after ten full batches, and again after ten of the new size', () => {
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

  it('needs ten more full batches to grow after one that took too long', () => {
    const size = new BatchSize(100);
    size.tooSlow(20);
    succeed(size, 10, 9);
    size.tooSlow(20);
    succeed(size, 10, 9);
    expect(size.now).toBe(10);
  });

  it('never grows above the maximum', () => {
    const size = new BatchSize(15);
    size.tooSlow(20);
    succeed(size, 10, 10);
    expect(size.now).toBe(15);
    succeed(size, 15, 20);
    expect(size.now).toBe(15);
  });
});
