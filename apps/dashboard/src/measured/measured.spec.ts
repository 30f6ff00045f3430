import { readFileSync } from 'node:fs';
import { MEASURED_FILE, measuredFigures } from '../../test/measured-figures';
import type { Measured } from '../page-api';

describe('the figures for Decide', () => {
  const committed = JSON.parse(readFileSync(MEASURED_FILE, 'utf8')) as Measured;

  it('serves the figures of the committed results of the lab: run `npm run generate` after a new run', () => {
    expect(committed).toEqual(measuredFigures());
  });

  it('holds a number for everything that Decide ranks', () => {
    expect(committed.variants.length).toBeGreaterThan(5);
    for (const variant of committed.variants) {
      const ranked = Object.entries(variant).filter(
        ([name]) => !['name', 'approach', 'cache'].includes(name),
      );
      expect(ranked.filter(([, figure]) => !Number.isFinite(figure))).toEqual([]);
    }
  });

  it('says that a copy of everything answers whole without the owner, and the API never', () => {
    const whole = (wanted: string) =>
      committed.variants.find(({ name }) => name === wanted)?.wholeWithoutOwner;
    expect([whole('event-replication'), whole('sync-api')]).toEqual([1, 0]);
  });
});
