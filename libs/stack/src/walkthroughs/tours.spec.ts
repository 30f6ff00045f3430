import { LANGUAGES } from '@ride-hailing/contracts/without-grpc';
import { Tours } from './tours';

describe('the tours of this repository', () => {
  const tours = new Tours({ folder: '', portBase: 3_000, approaches: [] });
  const names = tours.titles().tours.map(({ name }) => name);

  it.each(LANGUAGES.flatMap((language) => names.map((name) => [name, language] as const)))(
    'the tour %s (%s) has an introduction, a heading and an expectation for each step, and shows a view',
    (name, language) => {
      const { introduction, steps } = tours.tour(name, language);
      expect(introduction).not.toBe('');
      expect(steps.filter(({ heading }) => heading === '')).toEqual([]);
      const unsaid = steps.filter(({ expected, announcement }) => !expected && announcement === '');
      expect(unsaid).toEqual([]);
      expect(steps.some(({ view }) => view !== null)).toBe(true);
    },
  );

  it('only the comparison of all approaches needs them', () => {
    const inNeed = tours.titles('ko').tours.filter(({ needsAllApproaches }) => needsAllApproaches);
    expect(inNeed.map(({ name }) => name)).toEqual(['6-choose-an-approach']);
  });
});
