import { type Read, type Shown, statesByDriver } from '@ride-hailing/testing';
import { answersOf, judgeReads, latencyOfReads, quantile, stalenessOf } from './tally';

const states = statesByDriver(
  [
    { rideId: 'r1', version: 2, status: 'ASSIGNED', driverId: 'd1', loggedAt: 1_000 },
    { rideId: 'r1', version: 3, status: 'IN_PROGRESS', driverId: 'd1', loggedAt: 2_000 },
  ],
  new Map(),
);

const assigned = { id: 'r1', version: 2, status: 'ASSIGNED' };
const read = (begunAt: number, shown?: Shown, driverId = 'd1'): Read => ({
  ...{ driverId, begunAt, shown },
  intendedAt: begunAt - 5,
  endedAt: begunAt + 15,
});

const READS = [
  read(1_500, { ride: assigned, hasDetails: true, detailsVersion: 2 }),
  read(1_600, { ride: assigned, hasDetails: false, detailsVersion: null }),
  read(2_250, { ride: assigned, hasDetails: true, detailsVersion: 2 }),
  read(1_700),
  read(1_700, { ride: null, hasDetails: false, detailsVersion: null }, 'd2'),
  read(1_700, { ride: { ...assigned, version: 9 }, hasDetails: true, detailsVersion: 9 }),
];

describe('the tally of reads', () => {
  const judged = judgeReads(READS, states);

  it('counts what each answer was, and a driver without any ride as answered', () => {
    expect(answersOf(judged)).toEqual({ sent: 6, complete: 4, partial: 1, failed: 1, stale: 1 });
  });

  it('takes staleness over all answers, and counts what cannot be', () => {
    expect(stalenessOf(judged)).toEqual({
      p50Ms: 0,
      p99Ms: 250,
      maxMs: 250,
      maxVersions: 1,
      impossible: 1,
    });
  });

  it('counts latency from when a read was meant to begin', () => {
    expect(latencyOfReads(judged)).toMatchObject({ count: 6 });
    expect(latencyOfReads(judged).p50).toBeCloseTo(20, 1);
  });

  it('is zero where there is nothing', () => {
    expect(answersOf([])).toEqual({ sent: 0, complete: 0, partial: 0, failed: 0, stale: 0 });
    expect(stalenessOf([])).toEqual({ p50Ms: 0, p99Ms: 0, maxMs: 0, maxVersions: 0, impossible: 0 });
    expect(latencyOfReads([])).toMatchObject({ count: 0, p50: 0, max: 0 });
  });

  it('finds quantiles among the values themselves', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.99, 1].map((share) => quantile(hundred, share))).toEqual([1, 50, 99, 100]);
  });
});
