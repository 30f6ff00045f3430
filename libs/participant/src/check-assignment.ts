import { ID_RULE, isId, isUuid, type TryAssignmentRequest } from '@ride-hailing/contracts';
import { type FieldFault, refuseFaults } from '@ride-hailing/service-kit';

const uuidFaults = (field: string, value: string): FieldFault[] =>
  isUuid(value) ? [] : [{ field, message: 'must be a UUID' }];

export const driverIdFaults = (driverId: string): FieldFault[] =>
  isId(driverId) ? [] : [{ field: 'driver_id', message: ID_RULE }];

/**
 * The ids of a Try in lower case, as the database returns them.
 *
 * @param driverFaults faults that the participant found in the requested driver
 * @throws InvalidInputProblem naming each field at fault
 */
export function checkTry(
  { assignmentId, rideId }: TryAssignmentRequest,
  driverFaults: readonly FieldFault[],
): { assignmentId: string; rideId: string } {
  refuseFaults([
    ...uuidFaults('assignment_id', assignmentId),
    ...uuidFaults('ride_id', rideId),
    ...driverFaults,
  ]);
  return { assignmentId: assignmentId.toLowerCase(), rideId: rideId.toLowerCase() };
}

/** The id in lower case. @throws InvalidInputProblem */
export function checkAssignmentId(assignmentId: string): string {
  refuseFaults(uuidFaults('assignment_id', assignmentId));
  return assignmentId.toLowerCase();
}
