import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { entityTag, matches, parseIfMatch } from './if-match';

describe('If-Match', () => {
  it('allows a change of the versions that If-Match names, and of any version without it or with *', () => {
    expect(matches(parseIfMatch('"3"'), 3)).toBe(true);
    expect(matches(parseIfMatch('"3"'), 4)).toBe(false);
    expect(matches(parseIfMatch('"3", "4"'), 4)).toBe(true);
    expect(matches(parseIfMatch('*'), 7)).toBe(true);
    expect(matches(parseIfMatch(undefined), 7)).toBe(true);
  });

  it('reads versions of several digits, and not their digits as versions', () => {
    const named = parseIfMatch('"12","3456789012"');
    expect([12, 3_456_789_012].map((version) => matches(named, version))).toEqual([true, true]);
    expect([1, 2, 3].map((version) => matches(named, version))).toEqual([false, false, false]);
  });

  it('accepts spaces around If-Match and around its commas', () => {
    expect(matches(parseIfMatch('  "3"  ,  "4"  '), 4)).toBe(true);
    expect(parseIfMatch(' * ')).toBeUndefined();
  });

  it.each(['3', 'W/"3"', '"three"', '', '"3" "4"', '"99999999999"'])('refuses If-Match %j', (header) => {
    expect(() => parseIfMatch(header)).toThrow(InvalidInputProblem);
  });

  it('names the field If-Match when it refuses it', () => {
    const refusal = (): unknown => {
      try {
        return parseIfMatch('3');
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toMatchObject({ errors: [{ field: 'If-Match' }] });
  });

  it('accepts the tag that was sent with a version', () => {
    expect(matches(parseIfMatch(entityTag(41)), 41)).toBe(true);
    expect(matches(parseIfMatch(entityTag(41)), 42)).toBe(false);
  });
});
