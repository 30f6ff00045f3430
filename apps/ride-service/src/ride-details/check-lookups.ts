import { ID_RULE, isId, MAX_LOOKUPS, type RideLookup } from '@ride-hailing/contracts';
import { type FieldFault, InvalidInputProblem, refuseFaults } from '@ride-hailing/service-kit';

const idFaults = (field: string, id: string): FieldFault[] => (isId(id) ? [] : [{ field, message: ID_RULE }]);

function checkBatch<Item>(
  name: string,
  items: readonly Item[],
  faultsOf: (field: string, item: Item) => FieldFault[],
  least = 1,
): void {
  if (items.length < least || items.length > MAX_LOOKUPS)
    throw new InvalidInputProblem(`${name}: must be ${least} to ${MAX_LOOKUPS}, not ${items.length}`);
  refuseFaults(items.flatMap((item, at) => faultsOf(`${name}[${at}]`, item)));
}

/** @throws InvalidInputProblem when there are none, too many, or a lookup is malformed */
export const checkLookups = (lookups: readonly RideLookup[]): void =>
  checkBatch('lookups', lookups, (field, { rideId, driverId, minVersion }) => [
    ...idFaults(`${field}.ride_id`, rideId),
    ...idFaults(`${field}.driver_id`, driverId),
    ...(minVersion < 0 ? [{ field: `${field}.min_version`, message: 'must not be negative' }] : []),
  ]);

/** @throws InvalidInputProblem when there are no drivers, too many drivers or rides, or an id is malformed */
export function checkDrivers(driverIds: readonly string[], rideIds: readonly string[] = []): void {
  checkBatch('driver_ids', driverIds, idFaults);
  checkBatch('ride_ids', rideIds, idFaults, 0);
}
