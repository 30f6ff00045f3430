import fc from 'fast-check';
import { InvalidIdError } from './ids';
import { driverIdOfSubject, driverUpdateSubject, rideChangedSubject, rideIdOfSubject } from './subjects';

const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('subjects', () => {
  it('returns the id that a subject was built from', () => {
    fc.assert(
      fc.property(ids, (id) => {
        expect(driverIdOfSubject(driverUpdateSubject(id))).toBe(id);
        expect(rideIdOfSubject(rideChangedSubject(id))).toBe(id);
      }),
    );
  });

  it.each(['', 'a.b', '*', '>', 'a b', 'a\n', 'é', 'a'.repeat(65), '\0'])('refuses the id %j', (id) => {
    expect(() => driverUpdateSubject(id)).toThrow(InvalidIdError);
    expect(() => rideChangedSubject(id)).toThrow(InvalidIdError);
  });
});
