import { bytes, duration, percent, plain, slug } from './format';
import { factorOf, isApart, once, sampleOf } from './sample';
import { escapeHtml, scale, spread, ticks } from './svg';

describe('figures in words', () => {
  it.each([
    [0, '0'],
    [0.012345, '0.0123'],
    [1.5, '1.5'],
    [999.4, '999'],
    [12_345.6, '12,346'],
  ])('%p is %s', (value, words) => expect(plain(value)).toBe(words));

  it.each([
    [0, '0 %'],
    [0.00001, '< 0.01 %'],
    [0.005, '0.5 %'],
    [0.1234, '12.3 %'],
    [0.99996, '> 99.99 %'],
    [1, '100 %'],
  ])('a share of %p is %s: never none or all when it is not', (share, words) =>
    expect(percent(share)).toBe(words),
  );

  it('names sizes and times by their size', () => {
    expect([bytes(512), bytes(2048), bytes(3 * 1024 * 1024)]).toEqual(['512 B', '2 KiB', '3 MiB']);
    expect([duration(0.5), duration(1_500)]).toEqual(['0.5 ms', '1.5 s']);
  });

  it('makes ids of names', () => expect(slug(' hybrid/Stale while "x" ')).toBe('hybrid-stale-while-x'));
});

describe('samples', () => {
  it('take the middle, or the mean of the two middle ones', () => {
    expect(sampleOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, spread: 'seen' });
    expect(sampleOf([4, 1, 2, 3])?.median).toBe(2.5);
    expect(sampleOf([7])).toEqual({ median: 7, low: 7, high: 7, spread: 'unknown' });
    expect(sampleOf([])).toBeUndefined();
  });

  it('are apart when they do not touch', () => {
    expect(isApart(once(10, 1), once(12.1, 1))).toBe(true);
    expect(isApart(once(10, 1), once(12, 1))).toBe(false);
    expect(isApart(once(100, 0), once(100.9, 0))).toBe(false);
    expect(isApart(once(0, 0), once(0.001, 0))).toBe(true);
  });

  it('have no factor when one is 0', () => {
    expect(factorOf(once(10, 1), once(4, 1))).toBe(2.5);
    expect(factorOf(once(0, 1), once(4, 1))).toBeNull();
  });
});

describe('drawing', () => {
  it('moves labels apart, in their order and within their room', () => {
    expect(spread([10, 11, 50], 10, 0, 100)).toEqual([10, 20, 50]);
    expect(spread([99, 98, 97], 10, 0, 100)).toEqual([100, 90, 80]);
  });

  it('keeps what is outside of a scale at its edge', () => {
    const x = scale(1, 100, 0, 200, Math.log10);
    expect([x(1), x(10), x(100), x(1_000)]).toEqual([0, 100, 200, 200]);
  });

  it('marks a scale by 1, 2 and 5', () => expect(ticks(0.9, 25)).toEqual([1, 2, 5, 10, 20]));

  it('leaves no markup in a text', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });
});
