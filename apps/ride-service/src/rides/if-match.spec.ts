import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { entityTag, matches, parseIfMatch } from './if-match';

describe('If-Match', () => {
  it('lets a change happen to the versions it names, and without it or with * to any', () => {
    expect(matches(parseIfMatch('"3"'), 3)).toBe(true);
    expect(matches(parseIfMatch('"3"'), 4)).toBe(false);
    expect(matches(parseIfMatch('"3", "4"'), 4)).toBe(true);
    expect(matches(parseIfMatch('*'), 7)).toBe(true);
    expect(matches(parseIfMatch(undefined), 7)).toBe(true);
  });

  it('names versions of several digits, and not the versions that are their digits', () => {
    const named = parseIfMatch('"12","3456789012"');
    expect([12, 3_456_789_012].map((version) => matches(named, version))).toEqual([true, true]);
    expect([1, 2, 3].map((version) => matches(named, version))).toEqual([false, false, false]);
  });

  it('may have spaces around it and around its commas', () => {
    expect(matches(parseIfMatch('  "3"  ,  "4"  '), 4)).toBe(true);
    expect(parseIfMatch(' * ')).toBeUndefined();
  });

  it.each(['3', 'W/"3"', '"three"', '', '"3" "4"', '"99999999999"'])('refuses %j', (header) => {
    expect(() => parseIfMatch(header)).toThrow(InvalidInputProblem);
  });

  it('is refused by name', () => {
    const refusal = (): unknown => {
      try {
        return parseIfMatch('3');
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toMatchObject({ errors: [{ field: 'If-Match' }] });
  });

  it('takes back the tag that was given with a version', () => {
    expect(matches(parseIfMatch(entityTag(41)), 41)).toBe(true);
    expect(matches(parseIfMatch(entityTag(41)), 42)).toBe(false);
  });
});
