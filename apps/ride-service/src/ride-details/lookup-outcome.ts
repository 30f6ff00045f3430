import { type RideLookup, type RideLookupResult } from '@ride-hailing/contracts';
import { isOnNow } from '../rides/ride-access';
import { type DetailsRow, rideMessage } from './ride-message';

/**
 * Whose ride it is now comes before everything else about it: to others, and to the driver of a ride that has ended, not
 * even its version is told.
 */
export function lookupOutcome(lookup: RideLookup, row: DetailsRow | undefined): RideLookupResult['outcome'] {
  if (!row) return { $case: 'notFound', value: {} };
  if (!isOnNow(lookup.driverId, { driverId: row.driver_id, status: row.status }))
    return { $case: 'notYours', value: {} };
  if (row.version < lookup.minVersion) return { $case: 'behind', value: { version: row.version } };
  return { $case: 'found', value: rideMessage(row) };
}
