import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { matches, parseIfMatch } from './if-match';

describe('If-Match', () => {
  it('lets a change happen to the versions it names, and without it or with * to any', () => {
    expect(matches(parseIfMatch('"3"'), 3)).toBe(true);
    expect(matches(parseIfMatch('"3"'), 4)).toBe(false);
    expect(matches(parseIfMatch('"3", "4"'), 4)).toBe(true);
    expect(matches(parseIfMatch('*'), 7)).toBe(true);
    expect(matches(parseIfMatch(undefined), 7)).toBe(true);
  });

  it.each(['3', 'W/"3"', '"three"', '', '"3" "4"', '"99999999999"'])('refuses %j', (header) => {
    expect(() => parseIfMatch(header)).toThrow(InvalidInputProblem);
  });
});
