import { isId, MAX_LOOKUPS, type RideLookup } from '@ride-hailing/contracts';
import { type FieldFault, InvalidInputProblem } from '@ride-hailing/service-kit';

const MOST_FAULTS = 5;

function* faultsOf(lookup: RideLookup, at: number): Generator<FieldFault> {
  const field = (name: string) => `lookups[${at}].${name}`;
  const message = 'must match [A-Za-z0-9_-]{1,64}';
  if (!isId(lookup.rideId)) yield { field: field('ride_id'), message };
  if (!isId(lookup.driverId)) yield { field: field('driver_id'), message };
  if (lookup.minVersion < 0) yield { field: field('min_version'), message: 'must not be negative' };
}

/** @throws InvalidInputProblem when there are none, too many, or one is malformed */
export function checkLookups(lookups: readonly RideLookup[]): void {
  if (lookups.length === 0 || lookups.length > MAX_LOOKUPS) {
    throw new InvalidInputProblem(`lookups: must be 1 to ${MAX_LOOKUPS}, not ${lookups.length}`);
  }
  const faults = lookups.flatMap((lookup, at) => [...faultsOf(lookup, at)]);
  if (faults.length === 0) return;
  const told = faults.slice(0, MOST_FAULTS).map(({ field, message }) => `${field}: ${message}`);
  throw new InvalidInputProblem(told.join('; '), faults);
}
