import type { Shown } from './read';
import { checkRead } from './check-read';
import { type DriverState, statesByDriver } from './owner-log';

/** r1 assigned at 1,000, started at 2,000, completed at 3,000; r2 assigned at 4,000: each answered 10 ms later. */
const CHANGES = [
  ['r1', 2, 'ASSIGNED', 1_000],
  ['r1', 3, 'IN_PROGRESS', 2_000],
  ['r1', 4, 'COMPLETED', 3_000],
  ['r2', 2, 'ASSIGNED', 4_000],
] as const;

const states: readonly DriverState[] =
  statesByDriver(
    CHANGES.map(([rideId, version, status, loggedAt]) => ({
      ...{ rideId, version, status, loggedAt },
      driverId: 'd1',
    })),
    new Map(CHANGES.map(([rideId, , status, loggedAt]) => [`${rideId} ${status}`, loggedAt + 10])),
  ).get('d1') ?? [];

const ride = (id: string, version: number, status: string, detailsVersion: number | null = null): Shown => ({
  ride: { id, version, status },
  hasDetails: detailsVersion !== null,
  detailsVersion,
});
const NO_RIDE: Shown = { ride: null, hasDetails: false, detailsVersion: null };

const verdictOf = (shown: Shown | undefined, begunAt: number, endedAt = begunAt + 5) =>
  checkRead(states, { driverId: 'd1', intendedAt: begunAt, begunAt, endedAt, shown });

const FRESH = { isImpossible: false, stalenessMs: 0, versions: 0 };
const IMPOSSIBLE = { isImpossible: true, stalenessMs: 0, versions: 0 };

describe('an answer, held against the log of the owner', () => {
  it('is fresh when it shows what was true then', () => {
    expect(verdictOf(NO_RIDE, 500)).toEqual(FRESH);
    expect(verdictOf(ride('r1', 2, 'ASSIGNED', 2), 1_500)).toEqual(FRESH);
    expect(verdictOf(NO_RIDE, 3_500)).toEqual(FRESH);
  });

  it('may show either state while a change is being made', () => {
    expect(verdictOf(ride('r1', 2, 'ASSIGNED'), 2_005)).toEqual(FRESH);
    expect(verdictOf(ride('r1', 3, 'IN_PROGRESS'), 1_990, 2_001)).toEqual(FRESH);
  });

  it('is stale since the first change that it misses was answered', () => {
    expect(verdictOf(ride('r1', 2, 'ASSIGNED'), 2_110)).toEqual({
      ...FRESH,
      stalenessMs: 100,
      versions: 1,
    });
    expect(verdictOf(ride('r1', 2, 'ASSIGNED'), 3_510)).toEqual({
      ...FRESH,
      stalenessMs: 1_500,
      versions: 2,
    });
    expect(verdictOf(NO_RIDE, 4_510)).toEqual({ ...FRESH, stalenessMs: 500, versions: 1 });
  });

  it('is as old as its oldest part', () => {
    expect(verdictOf(ride('r1', 3, 'IN_PROGRESS', 2), 2_210)).toEqual({
      ...FRESH,
      stalenessMs: 200,
      versions: 1,
    });
    expect(verdictOf(ride('r1', 2, 'ASSIGNED', 3), 2_210)).toMatchObject({ stalenessMs: 200 });
  });

  it('may have details of the change that ended the ride', () => {
    expect(verdictOf(ride('r1', 3, 'IN_PROGRESS', 4), 2_995, 3_005)).toEqual(FRESH);
  });

  it.each([
    ['a ride that the driver never had', ride('r9', 2, 'ASSIGNED')],
    ['a version that there is not', ride('r1', 7, 'ASSIGNED')],
    ['a status that this version did not have', ride('r1', 2, 'IN_PROGRESS')],
    ['details of a version that there is not', ride('r1', 3, 'IN_PROGRESS', 9)],
    ['what has not happened yet', ride('r2', 2, 'ASSIGNED')],
    ['an ended ride as if it went on', ride('r1', 4, 'COMPLETED')],
  ])('is impossible when it shows %s', (_, shown) => {
    expect(verdictOf(shown, 2_500)).toEqual(IMPOSSIBLE);
  });

  it('says nothing when it did not come', () => {
    expect(verdictOf(undefined, 2_500)).toBeUndefined();
  });
});
