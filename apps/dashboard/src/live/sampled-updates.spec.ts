import { nextSliceMs } from './sampled-updates';

describe('the slice in which driver updates are read', () => {
  it.each([
    ['the whole half second when nothing comes', 0, 500, 500],
    ['the whole half second at 200 updates/s', 100, 500, 500],
    ['a tenth of it at 40,000 updates/s', 2_000, 50, 50],
    ['longer again when the rate falls', 500, 50, 200],
    ['5 ms at least', 2_000, 1, 5],
  ])('listens for %s', (_, count, tookMs, sliceMs) => {
    expect(nextSliceMs({ count, tookMs })).toBe(sliceMs);
  });
});
