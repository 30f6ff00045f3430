import { aRideChanged } from '@ride-hailing/testing';
import type { CopyRow } from './copy-table';
import { differences } from './differences';

const ride = aRideChanged({ rideId: 'a', version: 2, driverId: 'd-1', status: 'ASSIGNED' });
const row = (given: Partial<CopyRow> = {}): CopyRow => ({ ...ride, rowVersion: '2', ...given });
const kinds = (rows: CopyRow[]) => differences(rows, [ride]).map(({ kind }) => kind);

describe('the differences between copy and owner', () => {
  it('finds no difference when every field is the same', () => {
    expect(kinds([row()])).toEqual([]);
  });

  it.each<[string, Partial<CopyRow>, string]>([
    ['a lower version', { version: 1 }, 'behind'],
    ['a version that the owner has not reached', { version: 9 }, 'ahead'],
    ['another driver', { driverId: 'd-2' }, 'different'],
    ['no driver', { driverId: null }, 'different'],
    ['another status', { status: 'COMPLETED' }, 'different'],
    ['another place', { pickup: { lat: 0, lng: 0 } }, 'different'],
    ['a place that is no number', { pickup: { lat: Number.NaN, lng: 0 } }, 'different'],
    ['another time', { changedAt: '2020-01-01T00:00:00.000Z' }, 'different'],
  ])('finds a difference for %s', (_what, given, kind) => {
    expect(kinds([row(given)])).toEqual([kind]);
  });

  it('finds a ride that only the copy or only the owner has', () => {
    expect(kinds([row({ rideId: 'z' })])).toEqual(['extra', 'missing']);
  });
});
