import { parseVersionTag, versionTag } from './version-tag';

const RIDE = '019ab3c2-7d00-7000-8000-9c1e44d20f31';

describe('the ETag of a ride', () => {
  it('names the ride and its version, in quotes', () => {
    expect(versionTag({ rideId: RIDE, version: 3 })).toBe(`"${RIDE}.3"`);
  });

  it.each([
    [`"${RIDE}.3"`, { rideId: RIDE, version: 3 }],
    [`${RIDE}.3`, { rideId: RIDE, version: 3 }],
    ['ride-1.9999999999', { rideId: 'ride-1', version: 9_999_999_999 }],
  ])('parses the ETag of a ride with its quotes or without them: %s', (text, version) => {
    expect(parseVersionTag(text)).toEqual(version);
  });

  it.each([
    '',
    '"',
    '""',
    '3',
    '"3"',
    RIDE,
    `${RIDE}.`,
    `.3`,
    `"${RIDE}.31`,
    `${RIDE}.31"`,
    `""${RIDE}.3""`,
    `W/"${RIDE}.3"`,
    `"${RIDE}.3", "${RIDE}.4"`,
    `${RIDE}.0`,
    `${RIDE}.03`,
    `${RIDE}.-3`,
    `${RIDE}.3.4`,
    `${RIDE}.3x`,
    `${RIDE}.12345678901`,
    `a b.3`,
    `${'r'.repeat(65)}.3`,
    ` ${RIDE}.3`,
    '*',
  ])('takes %j for no ETag of a ride', (text) => {
    expect(parseVersionTag(text)).toBeUndefined();
  });
});
