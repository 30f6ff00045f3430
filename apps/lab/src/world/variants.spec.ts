import { APPROACHES } from '@ride-hailing/contracts';
import { VARIANTS } from './variants';

describe('the variants', () => {
  it('are every approach, hybrid once for each caching choice', () => {
    expect(new Set(VARIANTS.map(({ approach }) => approach))).toEqual(new Set(APPROACHES));
    expect(VARIANTS.filter(({ cache }) => cache !== null).map(({ approach }) => approach)).toEqual(
      Array<string>(5).fill('hybrid'),
    );
  });
});
