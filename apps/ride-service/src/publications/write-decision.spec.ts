import type { CurrentRideDocument, RideDocument } from '@ride-hailing/contracts';
import { writeDecision } from './write-decision';

const ride: RideDocument = {
  rideId: 'ride-1',
  version: 3,
  status: 'IN_PROGRESS',
  driverId: 'd-1',
  riderId: 'r-1',
  riderName: 'A. Rider',
  riderPhone: '+82-2-000-0000',
  pickup: { lat: 1, lng: 2, address: 'a' },
  dropoff: { lat: 3, lng: 4, address: 'b' },
  stops: [],
  fare: { amountMinor: 1, currency: 'KRW' },
  notes: '',
  changedAt: '2026-11-22T09:30:00.000Z',
};
const document = (of: RideDocument | null): CurrentRideDocument => ({
  driverId: 'd-1',
  ride: of,
  publishedAt: '2026-11-22T09:30:00.000Z',
});
const stored = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("whether a driver's value is replaced", () => {
  it.each([
    ['nothing is there', undefined],
    ['another ride is there', stored(document({ ...ride, rideId: 'ride-0', version: 9 }))],
    ['an earlier version is there', stored(document({ ...ride, version: 2 }))],
    ['no ride is there', stored(document(null))],
    ['a value of another driver is there', stored({ ...document(ride), driverId: 'd-2' })],
    ['something unreadable is there', Buffer.from('{')],
    ['the same version with a field more is there', stored({ ...document(ride), ride: { ...ride, tip: 1 } })],
  ])('replaces the value when %s', (_what, there) => {
    expect(writeDecision(there, document(ride))).toBe('write');
  });

  it('leaves an equal value unchanged, whenever it was written', () => {
    const earlier = { ...document(ride), publishedAt: '2026-11-21T00:00:00.000Z' };
    expect(writeDecision(stored(earlier), document(ride))).toBe('unchanged');
    expect(writeDecision(stored(document(null)), document(null))).toBe('unchanged');
  });

  it('replaces the value when the ride has ended', () => {
    expect(writeDecision(stored(document(ride)), document(null))).toBe('write');
  });

  it('never replaces a higher version of a ride by a lower one', () => {
    expect(writeDecision(stored(document({ ...ride, version: 4 })), document(ride))).toBe('superseded');
  });
});
