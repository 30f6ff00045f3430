import { inParallel } from './in-parallel';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('work in parallel', () => {
  it('runs at most the given number at once, and returns the results in order', async () => {
    const items = Array.from({ length: 50 }, (_, at) => at);
    let [now, most] = [0, 0];
    const results = await inParallel(items, 7, async (item) => {
      most = Math.max(most, (now += 1));
      await nextTurn();
      now -= 1;
      return item * 2;
    });
    expect(most).toBe(7);
    expect(results).toEqual(items.map((item) => item * 2));
  });

  it('returns no results for no items', async () => {
    expect(await inParallel([], 7, () => Promise.reject(new Error('must not be called')))).toEqual([]);
  });

  it('begins nothing after a failure, and throws when all running work has ended', async () => {
    let [begun, ended] = [0, 0];
    const work = async (item: number) => {
      begun += 1;
      if (item === 1) throw new Error('no');
      await nextTurn();
      ended += 1;
    };
    const items = Array.from({ length: 20 }, (_, at) => at);
    await expect(inParallel(items, 4, work)).rejects.toThrow('no');
    expect([begun, ended]).toEqual([4, 3]);
  });
});
