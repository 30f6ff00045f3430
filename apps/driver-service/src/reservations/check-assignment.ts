import { isId, pointSchema, type TryAssignmentRequest } from '@ride-hailing/contracts';
import { type FieldFault, InvalidInputProblem } from '@ride-hailing/service-kit';
import type { WantedReservation } from './try-answer';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function* uuidFaults(field: string, value: string): Generator<FieldFault> {
  if (!UUID.test(value)) yield { field, message: 'must be a UUID' };
}

/** `near` counts only when no driver is named. */
function* driverFaults({ driverId, near }: TryAssignmentRequest): Generator<FieldFault> {
  if (driverId !== '') {
    if (!isId(driverId)) yield { field: 'driver_id', message: 'must match [A-Za-z0-9_-]{1,64}' };
    return;
  }
  if (!near) {
    yield { field: 'near', message: 'is missing, and so is driver_id' };
    return;
  }
  const { error } = pointSchema.safeParse(near);
  for (const { path, message } of error?.issues ?? []) yield { field: ['near', ...path].join('.'), message };
}

function refuse(faults: readonly FieldFault[]): void {
  if (faults.length === 0) return;
  throw new InvalidInputProblem(
    faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
    faults,
  );
}

/** @throws InvalidInputProblem naming each field at fault */
export function checkTry(request: TryAssignmentRequest): WantedReservation {
  const { assignmentId, rideId, driverId, near } = request;
  refuse([
    ...uuidFaults('assignment_id', assignmentId),
    ...uuidFaults('ride_id', rideId),
    ...driverFaults(request),
  ]);
  const driver = driverId === '' && near ? { near } : { id: driverId };
  return { assignmentId: assignmentId.toLowerCase(), rideId: rideId.toLowerCase(), driver };
}

/** @throws InvalidInputProblem */
export function checkAssignmentId(assignmentId: string): string {
  refuse([...uuidFaults('assignment_id', assignmentId)]);
  return assignmentId.toLowerCase();
}
