import { isId, MAX_LOOKUPS } from '@ride-hailing/contracts';
import { InvalidInputProblem } from '@ride-hailing/service-kit';

const MOST_FAULTS = 5;

/** @throws InvalidInputProblem when there are none, too many, or an id is malformed */
export function checkDrivers(driverIds: readonly string[]): void {
  if (driverIds.length === 0 || driverIds.length > MAX_LOOKUPS) {
    throw new InvalidInputProblem(`driver_ids: must be 1 to ${MAX_LOOKUPS}, not ${driverIds.length}`);
  }
  const faults = driverIds.flatMap((id, at) =>
    isId(id) ? [] : [{ field: `driver_ids[${at}]`, message: 'must match [A-Za-z0-9_-]{1,64}' }],
  );
  if (faults.length === 0) return;
  const told = faults.slice(0, MOST_FAULTS).map(({ field, message }) => `${field}: ${message}`);
  throw new InvalidInputProblem(told.join('; '), faults);
}
