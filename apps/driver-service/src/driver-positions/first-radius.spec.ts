import { FirstRadius } from './first-radius';

const times = (count: number, act: () => void): void => Array.from({ length: count }).forEach(act);

describe('the first radius', () => {
  it('starts with 300 m for ten drivers, and grows with the area that more drivers need', () => {
    const radius = new FirstRadius();
    expect(radius.forAbout(10)).toBeCloseTo(300, 6);
    expect(radius.forAbout(40)).toBeCloseTo(600, 6);
  });

  it.each([75, 2_000])('adapts to drivers who are %d m away', (farthest) => {
    const radius = new FirstRadius();
    times(100, () => radius.learn(10, farthest));
    expect(radius.forAbout(10)).toBeCloseTo(farthest * Math.SQRT2, 0);
  });

  it('hardly changes after one search with far-away drivers', () => {
    const radius = new FirstRadius();
    radius.learn(10, 500_000);
    expect(radius.forAbout(10)).toBeLessThan(700);
  });

  it('keeps the radius within its bounds', () => {
    const radius = new FirstRadius();
    times(200, () => radius.learn(10, 0));
    expect(radius.forAbout(1)).toBe(50);
    times(200, () => radius.learn(10, 20_000_000));
    expect(radius.forAbout(50)).toBe(10_000);
  });
});
