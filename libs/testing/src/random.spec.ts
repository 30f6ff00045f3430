import { seededRandom, shuffled } from './random';

describe('seeded random numbers', () => {
  it('repeats numbers for the same seed, and differs for another seed', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('shuffles without losing or repeating an item', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const mixed = shuffled(items, seededRandom(1));
    expect(mixed).not.toEqual(items);
    expect(mixed.sort((a, b) => a - b)).toEqual(items);
  });
});
