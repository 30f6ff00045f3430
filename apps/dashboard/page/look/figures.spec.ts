import { brightness, bytes, count, duration } from './figures';

const text = (figure: string) => figure.replaceAll('\u00a0', ' ');

describe('figures on the page', () => {
  it.each([
    [0, '0.0 ms'],
    [0.25, '250 µs'],
    [1.234, '1.23 ms'],
    [12.34, '12.3 ms'],
    [123.4, '123 ms'],
    [999.4, '999 ms'],
    [1_500, '1.50 s'],
    [119_000, '119 s'],
    [150_000, '3 min'],
    [10_800_000, '3.00 h'],
    [200 * 3_600_000, '8 d'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('a duration of %p ms is %p', (ms, said) => {
    expect(text(duration(ms))).toBe(said);
  });

  it.each([
    [0, '0 /s'],
    [0.126, '0.13 /s'],
    [1_234, '1,234 /s'],
    [12_345, '12.3 k /s'],
    [3_456_789, '3.46 M /s'],
    [undefined, '– /s'],
  ])('a rate of %p is %p', (rate, said) => {
    expect(text(count(rate, '/s'))).toBe(said);
  });

  it.each([
    [12, '12 B'],
    [2_048, '2.00 KiB'],
    [5e6, '4.77 MiB'],
    [3 * 2 ** 40, '3,072 GiB'],
    [null, '–'],
  ])('%p bytes are %p', (size, said) => {
    expect(text(bytes(size))).toBe(said);
  });

  it('a fresh value is bright, an older one is less so, and an ancient one can still be seen', () => {
    expect(brightness(null)).toBe(1);
    expect(brightness(50)).toBe(1);
    expect(brightness(1_000)).toBeLessThan(1);
    expect(brightness(30_000)).toBeLessThan(brightness(1_000));
    expect(brightness(1e12)).toBe(0.35);
  });
});
