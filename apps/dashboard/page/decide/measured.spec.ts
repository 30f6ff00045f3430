import { measuredFigures } from '../../test/measured-figures';
import MEASURED from './measured.json';

describe('the figures for Decide', () => {
  it('shows the figures of the committed results of the lab: run `npm run generate` after a new run', () => {
    expect(MEASURED).toEqual(measuredFigures());
  });

  it('holds a number for everything that Decide ranks', () => {
    expect(MEASURED.variants.length).toBeGreaterThan(5);
    for (const variant of MEASURED.variants) {
      const ranked = Object.entries(variant).filter(
        ([name]) => !['name', 'approach', 'cache'].includes(name),
      );
      expect(ranked.filter(([, figure]) => !Number.isFinite(figure))).toEqual([]);
    }
  });

  it('says that a copy of everything answers whole without the owner, and the API does not', () => {
    const whole = (wanted: string) =>
      MEASURED.variants.find(({ name }) => name === wanted)?.wholeWithoutOwner ?? Number.NaN;
    expect(whole('event-replication')).toBeGreaterThan(0.99);
    expect(whole('sync-api')).toBeLessThan(0.1);
  });
});
