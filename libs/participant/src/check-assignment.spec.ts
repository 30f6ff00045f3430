import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { checkAssignmentId, checkTry, driverIdFaults } from './check-assignment';

const [ASSIGNMENT, RIDE] = ['019ab3c2-7d00-7000-8000-00000000000a', '019ab3c2-7d00-7000-8000-00000000000b'];
const REQUEST = { assignmentId: ASSIGNMENT, rideId: RIDE, driverId: 'd-1', near: undefined };

describe('the ids of an assignment', () => {
  it('accepts UUIDs in either case, and returns them in lower case as the database does', () => {
    const upper = { ...REQUEST, assignmentId: ASSIGNMENT.toUpperCase(), rideId: RIDE.toUpperCase() };
    expect(checkTry(upper, [])).toEqual({ assignmentId: ASSIGNMENT, rideId: RIDE });
    expect(checkAssignmentId(ASSIGNMENT.toUpperCase())).toBe(ASSIGNMENT);
  });

  it('refuses a Try with all its faults', () => {
    const faults = driverIdFaults('a.b');
    expect(faults).toEqual([{ field: 'driver_id', message: 'must match [A-Za-z0-9_-]{1,64}' }]);
    const check = () => checkTry({ ...REQUEST, assignmentId: 'x', rideId: `${RIDE}0` }, faults);
    const message =
      'assignment_id: must be a UUID; ride_id: must be a UUID; driver_id: must match [A-Za-z0-9_-]{1,64}';
    expect(check).toThrow(new InvalidInputProblem(message));
  });

  it('refuses a Try for a fault of the driver alone', () => {
    expect(driverIdFaults('d-1')).toEqual([]);
    const fault = { field: 'near', message: 'is missing' };
    expect(() => checkTry(REQUEST, [fault])).toThrow(new InvalidInputProblem('near: is missing'));
  });

  it('refuses Confirm and Cancel of an assignment id that is no UUID', () => {
    expect(() => checkAssignmentId('x')).toThrow(new InvalidInputProblem('assignment_id: must be a UUID'));
  });
});
