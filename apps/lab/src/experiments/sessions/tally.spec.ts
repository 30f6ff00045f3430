import { type Session, type SessionRead, statesByDriver } from '@ride-hailing/testing';
import type { ExperimentResult } from '../../results/results';
import { decide } from '../../verdicts/decide';
import { sessionsTopic } from './sessions.experiment';
import { type PlaceTally, placeValues, tallyOf, turnValues } from './tally';

const RIDE = '019ab3c2-7d00-7000-8000-9c1e44d20f31';
const STATES = statesByDriver(
  [
    { rideId: RIDE, version: 2, status: 'ASSIGNED', driverId: 'd1', loggedAt: 1_000 },
    { rideId: RIDE, version: 3, status: 'IN_PROGRESS', driverId: 'd1', loggedAt: 2_000 },
  ],
  new Map(),
);

const read = (version: 2 | 3 | undefined, status = 200): SessionRead => {
  const ride = version && { id: RIDE, version, status: version === 2 ? 'ASSIGNED' : 'IN_PROGRESS' };
  const shown = ride && { ride, hasDetails: false, detailsVersion: null };
  return { driverId: 'd1', intendedAt: 2_020, begunAt: 2_020, endedAt: 2_024, status, shown };
};

const tally = (reads: Session['reads'], writes: Session['writes'] = []) =>
  tallyOf([{ driverId: 'd1', writes, reads }], STATES);
const OWN = [{ answeredAt: 2_010, tag: `"${RIDE}.3"` }];

const rightPlace: PlaceTally = { writers: tally([read(3)], OWN), onlookers: tally([read(2), read(3)]) };
const placeWith = (more: Partial<PlaceTally>): PlaceTally => ({ ...rightPlace, ...more });

describe('the tally of sessions', () => {
  it('counts operations, violations, refused reads, and the time of those that were answered', () => {
    const seen = tally([read(3), read(2), read(2), read(undefined, 503)], OWN);
    expect(seen).toMatchObject({
      ...{ missedOwn: 2, wentBack: 2, impossible: 0, writes: 1, reads: 4, refused: 1 },
    });
    expect(seen.p50).toBeCloseTo(4, 1);
    expect(placeValues({ writers: seen, onlookers: seen }, 2)).toMatchObject({
      ...{ missedOwn: 4_000, wentBack: 4_000, wentBackReading: 4_000, ownerCalls: 500, refused: 0.25 },
    });
  });

  it.each([
    ['no read was answered', [], /no driver/],
    ['the owner says that a version never was', [read(3), read(undefined, 412)], /never was/],
    ['too many reads had no answer', [read(3), read(undefined, 500)], /of 2 reads 1 were answered/],
    ['the log lacks a version', [{ ...read(3), token: `"${RIDE}.9"` }], /no version with the ETag/],
  ])('says nothing when %s', (_, reads, why) => {
    expect(() => tally(reads)).toThrow(why);
  });

  it.each([
    ['misses its own change', placeWith({ writers: tally([read(2)], OWN) })],
    ['goes back after a change', placeWith({ writers: tally([read(3), read(2)]) })],
    ['goes back without one', placeWith({ onlookers: tally([read(3), read(2)]) })],
  ])('turns the verdict on strong consistency when a read %s', (_, bad) => {
    expect(verdictOn([rightPlace, rightPlace])).toBe('holds');
    expect(verdictOn([rightPlace, bad])).toBe('does not hold');
  });

  it.each([
    ['misses its own change', placeWith({ writers: tally([read(2)], OWN) })],
    ['goes back after a change', placeWith({ writers: tally([read(3), read(2)]) })],
    ['is older than its token', placeWith({ onlookers: tally([{ ...read(2), token: `"${RIDE}.3"` }]) })],
  ])('says nothing when a read with the token %s', (_, bad) => {
    expect(() => turnValues([rightPlace, bad], true)).toThrow('with the token broke a guarantee');
    expect(turnValues([rightPlace], true)).toEqual({ violations: 0, impossible: 0 });
  });
});

function verdictOn(places: readonly PlaceTally[]): string | undefined {
  const [experiment] = sessionsTopic({ topics: ['sessions'], repeats: 3, seed: 1, quick: false });
  const claim = experiment?.claims?.find(({ id }) => id === 'consistency-strong');
  if (!experiment || !claim) return undefined;
  const samples = [{ repeat: 0, atSecond: 0, values: turnValues(places, false), verified: 'planted' }];
  const sides = experiment.sides.map((side) => ({ ...side, samples: side.id === 'sync-api' ? samples : [] }));
  const result: ExperimentResult = { ...experiment, profiles: [], sides };
  return decide(claim.rule, result).verdict;
}
