import type { Approach } from '@ride-hailing/contracts';
import { aWholeAnswer } from '../../test/whole-answer.builder';
import { behindBy, differences, type Given, referenceOf } from './answers-compared';

type Ride = Parameters<typeof aWholeAnswer>[0];

const given = (approach: Approach, mayBeOlder: boolean, ride?: Ride): Given => ({
  approach,
  mayBeOlder,
  answer: aWholeAnswer(ride ?? null),
});

const stops = [
  { lat: 37.53, lng: 127.01, address: 'Ichon' },
  { lat: 37.54, lng: 127.02, address: 'Itaewon' },
];

describe('answers compared', () => {
  it('finds no difference between equal rides, whatever their sources say', () => {
    const one = aWholeAnswer({ stops });
    const other = { ...one, sources: { ...one.sources, approach: 'hybrid' as const } };
    expect(differences(one, other)).toEqual([]);
  });

  it('names each field that differs by its path', () => {
    const one = aWholeAnswer({
      status: 'ASSIGNED',
      version: 2,
      fare: { amountMinor: 1, currency: 'KRW' },
      stops,
    });
    const other = aWholeAnswer({
      status: 'IN_PROGRESS',
      version: 3,
      fare: { amountMinor: 2, currency: 'KRW' },
      stops: [{ ...stops[0]!, lat: 37.6 }],
    });
    expect(differences(one, other)).toEqual([
      'ride.status',
      'ride.version',
      'details.stops[0].lat',
      'details.stops[1]',
      'details.fare.amountMinor',
    ]);
  });

  it('names a part that only one of two answers has once, and not field by field', () => {
    expect(differences(aWholeAnswer({}), aWholeAnswer(null))).toEqual(['ride', 'details']);
    const { details, ...answer } = aWholeAnswer();
    const withoutFare = { ...answer, details: details && { ...details, fare: null } };
    expect(differences(withoutFare, aWholeAnswer())).toEqual(['details.fare']);
  });

  it("compares with the owner's answer, even when a copy still shows a ride that has ended", () => {
    const owners = given('sync-api', false);
    expect(referenceOf([given('hybrid', true, { version: 4 }), owners])).toBe(owners);
  });

  it('prefers a later version of the same ride to what the owner said before the change', () => {
    const later = given('event-replication', true, { rideId: 'ride-1', version: 3 });
    const owners = given('sync-api', false, { rideId: 'ride-1', version: 2 });
    expect(referenceOf([later, owners])).toBe(later);
  });

  it('compares with the highest version when the owner gave no answer, and with nothing when nobody did', () => {
    const newest = given('shared-files', true, { version: 3 });
    expect(referenceOf([given('hybrid', true, { version: 2 }), given('shared-cache', true), newest])).toBe(
      newest,
    );
    expect(referenceOf([])).toBeUndefined();
  });

  it('counts versions of one ride alone', () => {
    const of = (rideId: string, version: number) => aWholeAnswer({ rideId, version });
    expect(behindBy(of('ride-1', 2), of('ride-1', 5))).toBe(3);
    expect(behindBy(of('ride-1', 2), of('ride-2', 5))).toBeNull();
    expect(behindBy(aWholeAnswer(null), of('ride-1', 5))).toBeNull();
  });
});
