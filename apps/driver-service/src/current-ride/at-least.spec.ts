import { type AtLeast, heldVersion, isNewEnough, noSuchVersion, parseAtLeast } from './at-least';

const RIDE = '019ab3c2-7d00-7000-8000-9c1e44d20f31';
const atLeast = (given: Partial<AtLeast> = {}): AtLeast => ({
  rideId: RIDE,
  version: 3,
  onlyOf: undefined,
  ...given,
});

describe('If-Version-At-Least', () => {
  it.each([`"${RIDE}.3"`, `${RIDE}.3`])('takes the ETag of a ride: %s', (header) => {
    expect(parseAtLeast(header)).toEqual({ rideId: RIDE, version: 3 });
  });

  it.each(['', '"3"', '3', '*', `W/"${RIDE}.3"`, `"${RIDE}.3", "${RIDE}.4"`])(
    'refuses %j, and says which field it is and what is allowed',
    (header) => {
      const refusal: unknown = (() => {
        try {
          return parseAtLeast(header);
        } catch (error) {
          return error;
        }
      })();
      expect(refusal).toMatchObject({
        status: 400,
        errors: [
          {
            field: 'If-Version-At-Least',
            message: expect.stringContaining('"<ride id>.<version>"') as string,
          },
        ],
      });
    },
  );

  it.each([
    [2, false],
    [3, true],
    [4, true],
    [undefined, false],
  ])('holds for version 3 of a source that has %s: %s', (held, enough) => {
    expect(isNewEnough(held, atLeast())).toBe(enough);
  });

  it('hides the rides of other drivers, and those of nobody yet, from a driver', () => {
    const held = (driverId: string | null) =>
      heldVersion({ version: 3, driverId }, atLeast({ onlyOf: 'd-1' }));
    expect(['d-1', 'd-2', null, ''].map(held)).toEqual([3, undefined, undefined, undefined]);
    expect(heldVersion({ version: 3, driverId: 'd-2' }, atLeast())).toBe(3);
    expect(heldVersion(undefined, atLeast())).toBeUndefined();
  });

  it('says what was asked for and what the owner has when there is no such version', () => {
    expect(noSuchVersion(atLeast(), 2)).toMatchObject({
      status: 412,
      detail: `There is no version 3 of ride ${RIDE}: Ride Service has version 2.`,
    });
    expect(noSuchVersion(atLeast(), undefined).detail).toContain('has no such ride');
  });
});
