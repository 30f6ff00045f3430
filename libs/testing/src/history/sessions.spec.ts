import { versionTag } from '@ride-hailing/contracts';
import { type DriverState, statesByDriver } from './owner-log';
import type { Shown } from './read';
import { type OwnWrite, type SessionRead, violationsOf } from './sessions';

const [FIRST, SECOND] = ['019ab3c2-7d00-7000-8000-9c1e44d20f31', '019ab3c2-7d00-7000-8000-9c1e44d20f32'];

/** The first ride assigned at 1,000, started at 2,000, completed at 3,000; the second assigned at 4,000. */
const STATES: readonly DriverState[] =
  statesByDriver(
    [
      { rideId: FIRST, version: 2, status: 'ASSIGNED', driverId: 'd1', loggedAt: 1_000 },
      { rideId: FIRST, version: 3, status: 'IN_PROGRESS', driverId: 'd1', loggedAt: 2_000 },
      { rideId: FIRST, version: 4, status: 'COMPLETED', driverId: 'd1', loggedAt: 3_000 },
      { rideId: SECOND, version: 2, status: 'ASSIGNED', driverId: 'd1', loggedAt: 4_000 },
    ],
    new Map(),
  ).get('d1') ?? [];

const NO_RIDE: Shown = { ride: null, hasDetails: false, detailsVersion: null };
const assigned = (detailsVersion: number | null = null, id = FIRST): Shown => ({
  ...{ ride: { id, version: 2, status: 'ASSIGNED' }, hasDetails: detailsVersion !== null, detailsVersion },
});
const started = (detailsVersion: number | null = null): Shown => ({
  ride: { id: FIRST, version: 3, status: 'IN_PROGRESS' },
  ...{ hasDetails: detailsVersion !== null, detailsVersion },
});

const read = (begunAt: number, shown?: Shown): SessionRead => ({
  ...{ driverId: 'd1', intendedAt: begunAt, begunAt, endedAt: begunAt + 5, shown },
});
const wrote = (answeredAt: number, version: number, rideId = FIRST): OwnWrite => ({
  ...{ answeredAt, tag: versionTag({ rideId, version }) },
});

const NONE = { missedOwn: 0, wentBack: 0, missedToken: 0, impossible: 0, notInLog: 0 };
const check = (writes: readonly OwnWrite[], ...reads: readonly SessionRead[]) => {
  const counts = { ...NONE };
  for (const { kind } of violationsOf(STATES, { writes, reads })) counts[kind] += 1;
  return counts;
};

describe('a session, held against the log of the owner', () => {
  it('breaks no guarantee when each read shows what was true', () => {
    const writes = [wrote(1_010, 2), wrote(2_010, 3), wrote(3_010, 4), wrote(4_010, 2, SECOND)];
    const reads = [
      ...[read(500, NO_RIDE), read(1_020, assigned(2)), read(2_020, started(3))],
      ...[read(3_020, NO_RIDE), read(4_020, assigned(2, SECOND))],
    ];
    expect(check(writes, ...reads)).toEqual(NONE);
  });

  it.each([
    ['the ride before the change', [wrote(2_010, 3)], read(2_020, assigned())],
    ['details from before the change', [wrote(2_010, 3)], read(2_020, started(2))],
    ['no ride, after it was assigned', [wrote(1_010, 2)], read(1_020, NO_RIDE)],
    ['the ride, after it was completed', [wrote(3_010, 4)], read(3_020, started(3))],
    ['a ride before the last one', [wrote(3_010, 4), wrote(4_010, 2, SECOND)], read(4_020, NO_RIDE)],
  ])('misses its own change when it is shown %s', (_, writes, shown) => {
    expect(check(writes, shown)).toEqual({ ...NONE, missedOwn: 1 });
  });

  it('misses no change that was answered after the read began, or that others made', () => {
    expect(check([wrote(2_010, 3)], read(2_005, assigned()))).toEqual(NONE);
    expect(check([], read(2_500, assigned()))).toEqual(NONE);
  });

  it('may show a change of others instead of the own one', () => {
    expect(check([wrote(2_010, 3)], read(3_020, NO_RIDE))).toEqual(NONE);
  });

  it.each([
    ['the ride', [read(2_020, started()), read(2_030, assigned())]],
    ['the details alone', [read(2_020, started(3)), read(2_030, started(2))]],
    ['the end of the ride', [read(3_010, started()), read(3_020, NO_RIDE), read(3_030, started())]],
    ['the first ride', [read(4_020, assigned(2, SECOND)), read(4_030, started())]],
  ])('goes back when a later read shows %s as it was before', (_, reads) => {
    expect(check([], ...reads)).toEqual({ ...NONE, wentBack: 1 });
  });

  it('goes back with each read that is older than an earlier one, and not with those that follow it', () => {
    const old = [read(2_030, assigned()), read(2_040, assigned()), read(2_050, started())];
    expect(check([], read(2_020, started()), ...old)).toEqual({ ...NONE, wentBack: 2 });
  });

  it('does not go back when all that it is shown is old, or when no ride may have been one from long ago', () => {
    expect(check([], read(4_020, assigned()), read(4_030, assigned()), read(4_040, started()))).toEqual(NONE);
    expect(check([], read(4_020, NO_RIDE), read(4_030, assigned()))).toEqual(NONE);
  });

  it('breaks both guarantees with one read, and none with a read that has no answer', () => {
    const back = check([wrote(2_010, 3)], read(2_020, started()), read(2_030), read(2_040, assigned()));
    expect(back).toEqual({ ...NONE, missedOwn: 1, wentBack: 1 });
  });

  it('counts a state that never was as that alone', () => {
    const never = assigned(null, '019ab3c2-7d00-7000-8000-9c1e44d20f33');
    expect(check([wrote(2_010, 3)], read(2_020, never))).toEqual({ ...NONE, impossible: 1 });
  });

  it('holds each read against the token that it sent, whoever made the change', () => {
    const asking = (version: number, shown: Shown) => ({
      ...read(3_020, shown),
      token: versionTag({ rideId: FIRST, version }),
    });
    const right = [asking(2, assigned()), asking(3, started(3)), asking(4, NO_RIDE)];
    expect(check([], ...right)).toEqual(NONE);
    expect(check([], asking(3, assigned()))).toEqual({ ...NONE, missedToken: 1 });
    expect(check([], asking(3, started(2)))).toEqual({ ...NONE, missedToken: 1 });
    expect(check([], asking(4, started(3)))).toEqual({ ...NONE, missedToken: 1 });
  });

  it('says when the log lacks a change that was answered, or one that a read named', () => {
    expect(check([wrote(2_010, 9), { answeredAt: 0, tag: '' }])).toEqual({ ...NONE, notInLog: 2 });
    const token = versionTag({ rideId: FIRST, version: 9 });
    expect(check([], { ...read(3_020, NO_RIDE), token })).toEqual({ ...NONE, notInLog: 1 });
  });
});
