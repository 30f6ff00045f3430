import { type RideLookup, type RideLookupResult } from '@ride-hailing/contracts';
import { type DetailsRow, rideMessage } from './ride-message';

/** Whose ride it is comes before everything else about it: to others not even its version is told. */
export function lookupOutcome(lookup: RideLookup, row: DetailsRow | undefined): RideLookupResult['outcome'] {
  if (!row) return { $case: 'notFound', value: {} };
  if (row.driver_id !== lookup.driverId) return { $case: 'notYours', value: {} };
  if (row.version < lookup.minVersion) return { $case: 'behind', value: { version: row.version } };
  return { $case: 'found', value: rideMessage(row) };
}
