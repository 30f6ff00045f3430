import type { RideChanged } from '@ride-hailing/contracts';
import type { CopyRow } from './copy-table';

export type Difference =
  /** The copy lacks the ride, or has a lower version. The event may be in flight. */
  | { readonly kind: 'missing'; readonly ride: RideChanged }
  | { readonly kind: 'behind'; readonly ride: RideChanged }
  /** The row has a version above the owner's, or the same version with other fields: it is wrong. */
  | { readonly kind: 'ahead'; readonly row: CopyRow; readonly ride: RideChanged }
  | { readonly kind: 'different'; readonly row: CopyRow; readonly ride: RideChanged }
  /** The owner has no such ride. */
  | { readonly kind: 'extra'; readonly row: CopyRow };

export type DifferenceKind = Difference['kind'];

export const DIFFERENCE_KINDS: readonly DifferenceKind[] = [
  'missing',
  'behind',
  'ahead',
  'different',
  'extra',
];

const isSame = (row: CopyRow, ride: RideChanged): boolean =>
  row.driverId === ride.driverId &&
  row.status === ride.status &&
  row.pickup.lat === ride.pickup.lat &&
  row.pickup.lng === ride.pickup.lng &&
  row.changedAt === ride.changedAt;

function differenceOf(row: CopyRow, ride: RideChanged): Difference | undefined {
  if (row.version < ride.version) return { kind: 'behind', ride };
  if (row.version > ride.version) return { kind: 'ahead', row, ride };
  return isSame(row, ride) ? undefined : { kind: 'different', row, ride };
}

/**
 * Finds what to repair. The rows must have been read before the owner was called. The owner never forgets a ride and
 * never lowers a version, so its answer is then at least as new as every correct row.
 */
export function differences(rows: readonly CopyRow[], rides: readonly RideChanged[]): Difference[] {
  const byId = new Map(rides.map((ride) => [ride.rideId, ride]));
  const found: Difference[] = [];
  for (const row of rows) {
    const ride = byId.get(row.rideId);
    const difference: Difference | undefined = ride ? differenceOf(row, ride) : { kind: 'extra', row };
    if (difference) found.push(difference);
    byId.delete(row.rideId);
  }
  return [...found, ...[...byId.values()].map((ride): Difference => ({ kind: 'missing', ride }))];
}
