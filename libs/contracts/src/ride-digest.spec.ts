import type { RideChanged } from './ride-changed';
import { rideDigest } from './ride-digest';
import { rideFromEssentials, rideToEssentials } from './ride-changed';
import { RideStatus as WireStatus } from './generated/ride/v1/ride_details';

const ride: RideChanged = {
  rideId: '019ab3c2-7d00-7000-8000-9c1e44d20f31',
  driverId: 'd-17',
  status: 'ASSIGNED',
  pickup: { lat: 37.5547, lng: 126.9707 },
  version: 2,
  changedAt: '2026-11-22T09:00:00.123Z',
};
const other: RideChanged = { ...ride, rideId: '019ab3c2-7d00-7000-8000-9c1e44d20f32', driverId: null };

describe('the digest of rides', () => {
  it('never changes, since copies of other releases compare with it', () => {
    expect(rideDigest([])).toEqual({ count: 0, maxVersion: 0, hash: '0' });
    expect(rideDigest([ride])).toEqual({ count: 1, maxVersion: 2, hash: 'e8b507abef1fcda7' });
  });

  it('does not depend on the order of the rides', () => {
    expect(rideDigest([ride, other])).toEqual(rideDigest([other, ride]));
  });

  it.each<[string, Partial<RideChanged>]>([
    ['id', { rideId: other.rideId }],
    ['driver', { driverId: null }],
    ['status', { status: 'IN_PROGRESS' }],
    ['place', { pickup: { lat: 37.5547, lng: 126.9708 } }],
    ['version', { version: 3 }],
    ['time', { changedAt: '2026-11-22T09:00:00.124Z' }],
  ])('depends on the %s of each ride', (_field, change) => {
    expect(rideDigest([{ ...ride, ...change }]).hash).not.toBe(rideDigest([ride]).hash);
  });

  it('treats -0 as 0, as JSON does', () => {
    const at = (lat: number) => rideDigest([{ ...ride, pickup: { lat, lng: 0 } }]).hash;
    expect(at(-0)).toBe(at(0));
  });
});

describe('essential fields on the wire', () => {
  it('converts essential fields to gRPC and back without loss, with a driver or without', () => {
    for (const one of [ride, other]) expect(rideFromEssentials(rideToEssentials(one))).toEqual(one);
  });

  it('converts essential fields of an unknown status to undefined', () => {
    const status = WireStatus.UNRECOGNIZED;
    expect(rideFromEssentials({ ...rideToEssentials(ride), status })).toBeUndefined();
  });
});
