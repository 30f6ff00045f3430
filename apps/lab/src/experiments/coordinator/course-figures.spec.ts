import type { BothSides } from './agreement';
import { figuresOf } from './course-figures';
import { type Asked, type Course, productsOf } from './through-assignments';

const asked = (rideId: string, askedAt: number, isAssigned: boolean, way = 'saga'): Asked => ({
  ...{ rideId, driverId: `d-${rideId}`, way, askedAt, tookMs: 20, isAssigned },
});
const sides = (isReserved: boolean, isAssigned: boolean): BothSides => ({
  ...{ isReserved, isAssigned, isPending: false },
});
const DONE = sides(true, true);
const HALF = sides(true, false);
const FREE = sides(false, false);

const course = (more: Partial<Course> = {}): Course => ({
  asked: [
    asked('before', 900, true),
    asked('made', 1_100, true),
    asked('lost', 1_200, false),
    asked('other', 1_200, false, 'two-calls'),
  ],
  looks: [
    { at: 1_200, sides: new Map([['lost', HALF]]) },
    { at: 1_700, sides: new Map([['lost', HALF]]) },
  ],
  atRest: {
    at: 9_000,
    sides: new Map([
      ['before', DONE],
      ['made', DONE],
      ['lost', FREE],
      ['other', HALF],
    ]),
  },
  ...{ faultAt: 1_000, faultEndedAt: 2_000, parts: new Map([['saga', 0.5]]) },
  ...more,
});

describe('the figures of a way to assign', () => {
  it('count success during the fault, what is mixed at rest, and for how long there was doubt', () => {
    expect(figuresOf('saga', course()).values).toMatchObject({
      ...{ success: 0.5, madeInTheEnd: 0.5, mixed: 0, inDoubt: 500, parts: 0.5 },
      availability: 2 / 3,
    });
  });

  it('count a mixed outcome as in doubt until it was looked at last', () => {
    const looks = [{ at: 1_200, sides: new Map([['other', HALF]]) }];
    const more = [...course().asked, asked('well', 900, true, 'two-calls')];
    expect(figuresOf('two-calls', course({ looks, asked: more })).values).toMatchObject({
      ...{ success: 0, mixed: 1, inDoubt: 7_800 },
    });
  });

  it('are refused when assignments failed even before the fault', () => {
    expect(() => figuresOf('saga', course({ faultAt: 5_000, asked: [asked('lost', 900, false)] }))).toThrow(
      'saga made only 0 of 1 assignments before the fault',
    );
  });

  it('multiply the shares of time in which the parts were up', () => {
    const up = (...parts: boolean[]) => new Map([['saga', parts]]);
    expect(productsOf([up(true, true), up(true, false), up(false, true), up(true, true)])).toEqual(
      new Map([['saga', 0.5625]]),
    );
  });
});
