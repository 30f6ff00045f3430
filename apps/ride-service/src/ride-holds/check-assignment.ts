import { isId, type TryAssignmentRequest } from '@ride-hailing/contracts';
import { type FieldFault, InvalidInputProblem } from '@ride-hailing/service-kit';
import { type WantedHold } from './hold-answer';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function* uuidFaults(field: string, value: string): Generator<FieldFault> {
  if (!UUID.test(value)) yield { field, message: 'must be a UUID' };
}

function refuse(faults: readonly FieldFault[]): void {
  if (faults.length === 0) return;
  throw new InvalidInputProblem(
    faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
    faults,
  );
}

/** @throws InvalidInputProblem naming each field at fault */
export function checkTry({ assignmentId, rideId, driverId }: TryAssignmentRequest): WantedHold {
  const faults = [...uuidFaults('assignment_id', assignmentId), ...uuidFaults('ride_id', rideId)];
  if (!isId(driverId)) faults.push({ field: 'driver_id', message: 'must match [A-Za-z0-9_-]{1,64}' });
  refuse(faults);
  return { assignmentId: assignmentId.toLowerCase(), rideId: rideId.toLowerCase(), driverId };
}

/** @throws InvalidInputProblem */
export function checkAssignmentId(assignmentId: string): string {
  refuse([...uuidFaults('assignment_id', assignmentId)]);
  return assignmentId.toLowerCase();
}
