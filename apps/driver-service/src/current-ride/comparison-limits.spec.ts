import { ComparisonLimits } from './comparison-limits';

describe('ComparisonLimits', () => {
  let now = 0;
  const limits = (atOnce: number, perSecond: number) =>
    new ComparisonLimits({ atOnce, perSecond }, () => now);
  const done = () => Promise.resolve('done');

  beforeEach(() => (now = 1_000));

  it('refuses a comparison with 503 while as many as allowed are under way, and allows the next afterwards', async () => {
    const bounds = limits(2, 100);
    const ends: (() => void)[] = [];
    const held = () => new Promise<void>((resolve) => ends.push(resolve));
    const underWay = [bounds.run(held), bounds.run(held)];
    await expect(bounds.run(done)).rejects.toMatchObject({
      status: 503,
      retryAfterSeconds: 1,
      detail: 'At most 2 comparisons may be under way at once, and as many are.',
    });
    for (const end of ends) end();
    await Promise.all(underWay);
    await expect(bounds.run(done)).resolves.toBe('done');
  });

  it('refuses a comparison with 429 when as many as allowed have begun within the last second', async () => {
    const bounds = limits(100, 2);
    await bounds.run(done);
    now += 600;
    await bounds.run(done);
    now += 399;
    await expect(bounds.run(done)).rejects.toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      detail: 'At most 2 comparisons may begin within a second.',
    });
    now += 1;
    await expect(bounds.run(done)).resolves.toBe('done');
    await expect(bounds.run(done)).rejects.toMatchObject({ status: 429 });
    now += 600;
    await expect(bounds.run(done)).resolves.toBe('done');
  });

  it('gives a place back when a comparison fails, and does not count those that it refused', async () => {
    const bounds = limits(1, 2);
    await expect(bounds.run(() => Promise.reject(new Error('odd')))).rejects.toThrow('odd');
    await bounds.run(done);
    await expect(bounds.run(done)).rejects.toMatchObject({ status: 429 });
    await expect(bounds.run(done)).rejects.toMatchObject({ status: 429 });
    now += 1_000;
    await expect(bounds.run(done)).resolves.toBe('done');
  });
});
