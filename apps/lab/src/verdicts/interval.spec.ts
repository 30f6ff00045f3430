import { seededRandom } from '@ride-hailing/testing';
import { meanInterval } from './interval';

describe('the interval of a mean', () => {
  it('is the value itself when there is one, or all are alike', () => {
    expect(meanInterval([4])).toEqual({ low: 4, middle: 4, high: 4 });
    expect(meanInterval([4, 4, 4])).toEqual({ low: 4, middle: 4, high: 4 });
  });

  it('is the same for the same values', () => {
    expect(meanInterval([1, 2, 4, 8])).toEqual(meanInterval([1, 2, 4, 8]));
  });

  it('holds the true mean nearly as often as it says', () => {
    const random = seededRandom(11);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const runs = 150;
    const blocks = 20;
    const held = Array.from({ length: runs }, () => {
      const { low, high } = meanInterval(Array.from({ length: blocks }, () => 7 + normal()));
      return low <= 7 && 7 <= high;
    }).filter(Boolean).length;
    expect(held / runs).toBeGreaterThan(0.88);
    expect(held / runs).toBeLessThan(0.99);
  });
});
