import { versionTag } from '@ride-hailing/contracts';
import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { matches, parseIfMatch, versionOf } from './if-match';

const at = (version: number) => ({ id: 'ride-1', version });

describe('If-Match', () => {
  it('allows a change of the versions that If-Match names, and of any version without it or with *', () => {
    expect(matches(parseIfMatch('"3"'), at(3))).toBe(true);
    expect(matches(parseIfMatch('"3"'), at(4))).toBe(false);
    expect(matches(parseIfMatch('"3", "4"'), at(4))).toBe(true);
    expect(matches(parseIfMatch('*'), at(7))).toBe(true);
    expect(matches(parseIfMatch(undefined), at(7))).toBe(true);
  });

  it('reads versions of several digits, and not their digits as versions', () => {
    const named = parseIfMatch('"12","3456789012"');
    expect([12, 3_456_789_012].map((version) => matches(named, at(version)))).toEqual([true, true]);
    expect([1, 2, 3].map((version) => matches(named, at(version)))).toEqual([false, false, false]);
  });

  it('names the one version that it allows of a ride, and none when there are several, none, or another ride is meant', () => {
    const ofRide1 = (header?: string) => versionOf(parseIfMatch(header), 'ride-1');
    expect([ofRide1('"3"'), ofRide1(versionTag({ rideId: 'ride-1', version: 4 }))]).toEqual([3, 4]);
    expect([ofRide1('"03"'), ofRide1(versionTag({ rideId: 'ride-2', version: 4 }))]).toEqual([
      undefined,
      undefined,
    ]);
    expect([ofRide1('"3", "4"'), ofRide1('*'), ofRide1()]).toEqual([undefined, undefined, undefined]);
  });

  it('accepts spaces around If-Match and around its commas', () => {
    expect(matches(parseIfMatch('  "3"  ,  "4"  '), at(4))).toBe(true);
    expect(parseIfMatch(' * ')).toBeUndefined();
  });

  it.each([
    '3',
    'W/"3"',
    '"three"',
    '',
    '"3" "4"',
    '"99999999999"',
    '"a.b.3"',
    '".3"',
    '"a.0"',
    'a.3',
    '"a.3",',
  ])('refuses If-Match %j', (header) => {
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

  it('accepts the tag that was sent with a version, for that ride and version only', () => {
    const sent = parseIfMatch(`"3", ${versionTag({ rideId: 'ride-1', version: 41 })}`);
    expect(matches(sent, at(41))).toBe(true);
    expect(matches(sent, at(42))).toBe(false);
    expect(matches(sent, { id: 'ride-2', version: 41 })).toBe(false);
  });
});
