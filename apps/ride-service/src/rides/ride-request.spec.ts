import { aRideRequest } from '@ride-hailing/testing';
import { rideRequestSchema } from './ride-request.dto';

const faultsOf = (given: Record<string, unknown>): string[] => {
  const result = rideRequestSchema.safeParse(aRideRequest(given));
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
};

const place = { lat: 37.5, lng: 127, address: 'Somewhere' };

describe('a request for a ride', () => {
  it('accepts a request without stops and notes', () => {
    const parsed = rideRequestSchema.parse(aRideRequest({ stops: undefined, notes: undefined }));
    expect(parsed).toMatchObject({ stops: [], notes: '' });
  });

  it('accepts text in any language', () => {
    expect(
      faultsOf({
        notes: '서울역 3번 출구 🚕\nplease call',
        rider: { name: '김', phone: '+82 10-0000-0000' },
      }),
    ).toEqual([]);
  });

  it.each([
    ['a NUL character', { notes: 'a\0b' }, 'notes'],
    ['half a character', { notes: 'a\ud800' }, 'notes'],
    ['notes that are too long', { notes: 'x'.repeat(1_001) }, 'notes'],
    ['an id that could change a subject', { riderId: 'a.b' }, 'riderId'],
    ['an empty address', { pickup: { ...place, address: '' } }, 'pickup.address'],
    ['a place that is not on Earth', { dropoff: { ...place, lat: 91 } }, 'dropoff.lat'],
    ['a coordinate as text', { pickup: { ...place, lat: '37.5' } }, 'pickup.lat'],
    ['too many stops', { stops: Array.from({ length: 11 }, () => place) }, 'stops'],
    ['a fare with a fraction', { fare: { amountMinor: 0.5, currency: 'KRW' } }, 'fare.amountMinor'],
    ['a negative fare', { fare: { amountMinor: -1, currency: 'KRW' } }, 'fare.amountMinor'],
    ['an unknown kind of currency', { fare: { amountMinor: 1, currency: 'won' } }, 'fare.currency'],
    ['an unknown field', { status: 'COMPLETED' }, ''],
    ['an unknown field of a place', { pickup: { ...place, floor: 3 } }, 'pickup'],
  ])('refuses a request with %s', (_what, given, field) => {
    expect(faultsOf(given)).toEqual([field]);
  });
});
