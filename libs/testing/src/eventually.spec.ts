import { eventually } from './eventually';

describe('eventually', () => {
  it('returns the first value after failures', async () => {
    let tries = 0;
    const value = await eventually(
      () => {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
        return tries === 2 ? undefined : tries;
      },
      { intervalMs: 1 },
    );
    expect(value).toBe(3);
  });

  it('counts 0 and the empty string as values', async () => {
    expect(await eventually(() => 0)).toBe(0);
    expect(await eventually(() => '')).toBe('');
  });

  it('throws the last failure when the time is over', async () => {
    const wait = eventually(() => Promise.reject(new Error('still closed')), { timeoutMs: 5, intervalMs: 1 });
    await expect(wait).rejects.toThrow('not within 5 ms: still closed');
  });
});
