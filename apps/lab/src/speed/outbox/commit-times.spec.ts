import { UnverifiedError } from '../../lab.errors';
import { waitsBetween } from './commit-times';

const changes = [
  { id: 'a', version: 1, at: 1_000 },
  { id: 'b', version: 1, at: 2_000 },
];

describe('the time from a commit to its copy', () => {
  it('is taken ride by ride', () => {
    const copies = [
      { id: 'b', version: 1, at: 2_007 },
      { id: 'a', version: 1, at: 1_004 },
    ];
    expect(waitsBetween(['a', 'b'], changes, copies)).toEqual([4, 7]);
  });

  it.each([
    ['a copy that is missing', changes, [{ id: 'a', version: 1, at: 1_004 }], 'ride b is not in the copy'],
    ['a change that is missing', changes.slice(1), changes, 'ride a was answered for and is not there'],
    ['a copy of another version', changes, [{ id: 'a', version: 2, at: 1_004 }], 'its copy at 2'],
  ])('is not taken of %s', (_, made, copied, says) => {
    expect(() => waitsBetween(['a', 'b'], made, copied)).toThrow(UnverifiedError);
    expect(() => waitsBetween(['a', 'b'], made, copied)).toThrow(says);
  });
});
