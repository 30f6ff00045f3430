import { agree, type BothSides, inDoubtMs, mixedAmong } from './agreement';

const sides = (isReserved: boolean, isAssigned: boolean, isPending = false): BothSides => ({
  ...{ isReserved, isAssigned, isPending },
});
const FREE = sides(false, false);
const DONE = sides(true, true);
const HALF = sides(true, false);

describe('the two services', () => {
  it('agree when both or neither know of the assignment, and nothing of it is pending', () => {
    expect([FREE, DONE].every(agree)).toBe(true);
    expect([HALF, sides(false, true), sides(true, true, true)].some(agree)).toBe(false);
  });

  it('are in doubt from the first to the last look at which they do not agree', () => {
    const looks = [FREE, HALF, HALF, sides(true, true, true), DONE].map((both, index) => ({
      at: 1_000 + index * 50,
      sides: new Map([['r1', both]]),
    }));
    expect([...inDoubtMs(looks)]).toEqual([['r1', 100]]);
  });

  it('leave a mixed outcome where they do not agree, or where a promise was not kept', () => {
    const atRest = new Map([
      ...([
        ['free', FREE],
        ['done', DONE],
        ['half', HALF],
      ] as const),
      ['broken promise', FREE],
    ] as const);
    expect(mixedAmong(atRest, new Set(['done', 'broken promise']))).toEqual(['half', 'broken promise']);
  });
});
