import type { CommandCall } from './commands';
import { type CommittedChange, statesByDriver } from './owner-log';
import type { Shown } from './read';
import {
  detailsAnomalies,
  type DriverRead,
  impossibleAnomalies,
  ownerReadAnomalies,
  positionAnomalies,
  type RideRead,
  sessionAnomalies,
} from './reads';

const R1 = '019ab3c2-7d00-7000-8000-9c1e44d20f31';

const LOG: readonly CommittedChange[] = [
  { rideId: R1, version: 1, status: 'REQUESTED', driverId: null, loggedAt: 100 },
  { rideId: R1, version: 2, status: 'ASSIGNED', driverId: 'd1', loggedAt: 200 },
  { rideId: R1, version: 3, status: 'IN_PROGRESS', driverId: 'd1', loggedAt: 300 },
];
const STATES = statesByDriver(LOG, new Map());

const started: CommandCall = {
  ...{ client: 'rider', command: 'start', key: 'k', rideId: R1, driverId: 'd1', status: 200 },
  ...{ tag: `"${R1}.3"`, begunAt: 290, endedAt: 310 },
};

const ofRide = (
  begunAt: number,
  version: number,
  status: string,
  driverId: string | null = 'd1',
): RideRead => ({
  ...{ client: 'reader', rideId: R1, begunAt, endedAt: begunAt + 10, shown: { version, status, driverId } },
});

const shown = (version: number, status: string, detailsVersion: number | null = null): Shown => ({
  ride: { id: R1, version, status },
  ...{ hasDetails: detailsVersion !== null, detailsVersion },
});
const NO_RIDE: Shown = { ride: null, hasDetails: false, detailsVersion: null };
const ofDriver = (begunAt: number, what: Shown | undefined, given: Partial<DriverRead> = {}): DriverRead => ({
  ...{ client: 'rider', driverId: 'd1', by: 'versioned', isFenced: true, notes: 'k' },
  ...{ intendedAt: begunAt, begunAt, endedAt: begunAt + 10, shown: what, ...given },
});

describe('reads of a ride at its owner', () => {
  it('are right when each shows what was committed, and nothing older than the answers before', () => {
    const reads = [
      ofRide(150, 1, 'REQUESTED', null),
      ofRide(195, 1, 'REQUESTED', null),
      ofRide(320, 3, 'IN_PROGRESS'),
    ];
    expect(ownerReadAnomalies(LOG, [started], reads)).toEqual([]);
    expect(ownerReadAnomalies(LOG, [], [{ ...ofRide(150, 1, ''), shown: undefined }])).toEqual([]);
  });

  it.each([
    ['a version that there is not', [ofRide(350, 9, 'COMPLETED')], 'never committed'],
    ['another status', [ofRide(350, 3, 'COMPLETED')], 'never committed'],
    ['another driver', [ofRide(350, 3, 'IN_PROGRESS', 'd2')], 'never committed'],
    ['what is committed later', [ofRide(150, 2, 'ASSIGNED')], 'never committed'],
    ['what was true before an answered change', [ofRide(320, 2, 'ASSIGNED')], 'version 2 after version 3'],
    [
      'less than an earlier read',
      [ofRide(250, 2, 'ASSIGNED'), ofRide(270, 1, 'REQUESTED', null)],
      '1 after version 2',
    ],
  ])('are wrong when one shows %s', (_, reads, what) => {
    const found = ownerReadAnomalies(LOG, [started], reads);
    expect(found).toEqual([expect.objectContaining({ rule: "owner's answers", about: [R1] })]);
    expect(found[0]?.what).toContain(what);
    expect(found[0]?.from).toBe(reads.at(-1)?.begunAt);
  });
});

describe("reads of a driver's current ride", () => {
  it('are possible when the log has what they show, however old it is', () => {
    const reads = [ofDriver(350, shown(2, 'ASSIGNED', 3)), ofDriver(350, NO_RIDE), ofDriver(350, undefined)];
    expect(impossibleAnomalies(STATES, [...reads, ofDriver(350, NO_RIDE, { driverId: 'd2' })])).toEqual([]);
  });

  it('are impossible when the log does not', () => {
    const found = impossibleAnomalies(STATES, [
      ofDriver(350, shown(3, 'ASSIGNED')),
      ofDriver(150, shown(2, 'ASSIGNED')),
    ]);
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({ rule: 'possible answers', about: ['d1', R1], from: 350, until: 360 });
    expect(found[0]?.what).toContain('rider was shown by versioned what never was');
  });

  it('have details of the same ride, at least as new where that is promised', () => {
    const rides = [{ id: R1, notes: 'k' }];
    const old = shown(3, 'IN_PROGRESS', 2);
    const right = [
      ofDriver(350, shown(2, 'ASSIGNED', 3)),
      ofDriver(350, old, { isFenced: false }),
      ofDriver(350, NO_RIDE),
    ];
    expect(detailsAnomalies(rides, right)).toEqual([]);
    const found = detailsAnomalies(rides, [
      ofDriver(350, old),
      ofDriver(350, shown(3, 'IN_PROGRESS', 3), { notes: 'x' }),
    ]);
    expect(found.map(({ rule, what }) => `${rule}: ${what}`)).toEqual([
      `details: rider was shown by versioned details of version 2 with version 3 of ${R1}`,
      `details: rider was shown by versioned details of the ride noted x with version 3 of ${R1}`,
    ]);
  });
});

describe('sessions that name a version', () => {
  const token = started.tag;

  it('are right when each read shows at least that, and promise nothing to reads that name none', () => {
    const reads = [ofDriver(320, shown(3, 'IN_PROGRESS'), { token }), ofDriver(340, shown(2, 'ASSIGNED'))];
    expect(sessionAnomalies(STATES, [started], reads)).toEqual([]);
  });

  it.each([
    ['misses its own change', { token: `"${R1}.2"` }, 'misses a change that its client had made'],
    ['is older than what it names', { token, client: 'reader' }, 'is older than the version that it names'],
    [
      'names what the log lacks',
      { token: `"${R1}.9"`, client: 'reader' },
      "that the owner's log does not have",
    ],
  ])('are wrong when a read %s', (_, given, what) => {
    const found = sessionAnomalies(STATES, [started], [ofDriver(320, shown(2, 'ASSIGNED'), given)]);
    expect(found.map((one) => one.what)).toContainEqual(expect.stringContaining(what));
    expect(found[0]).toMatchObject({ rule: 'sessions', about: ['d1', R1], from: 320 });
  });
});

describe('positions of drivers', () => {
  it('are right when they are at least as new as what the broker has acknowledged', () => {
    expect(positionAnomalies(new Map([['d1', 5]]), new Map([['d1', 6]]))).toEqual([]);
  });

  it('are lost otherwise', () => {
    const found = positionAnomalies(new Map([['d1', 5]]), new Map([['d1', 4]]));
    expect(found).toEqual([
      { rule: 'positions', about: ['d1'], what: 'd1: update 5 was acknowledged, 4 is stored' },
    ]);
    expect(positionAnomalies(new Map([['d2', 1]]), new Map())).toHaveLength(1);
  });
});
