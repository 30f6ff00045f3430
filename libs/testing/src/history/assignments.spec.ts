import { assignmentAnomalies, type AssignmentRows } from './assignments';

const part = (assignmentId: string, subjectId: string, state: string) => ({ assignmentId, subjectId, state });
const assignment = (id: string, rideId: string, state: string) => ({ id, rideId, driverId: 'd1', state });

/** a1 gave r1 to d1; a2 was called off. */
const RIGHT: AssignmentRows = {
  assignments: [assignment('a1', 'r1', 'CONFIRMED'), assignment('a2', 'r2', 'CANCELLED')],
  reservations: [part('a1', 'd1', 'CONFIRMED'), part('a2', 'd1', 'CANCELLED')],
  holds: [part('a1', 'r1', 'CONFIRMED'), part('a2', 'r2', 'CANCELLED')],
  rides: [
    { id: 'r1', driverId: 'd1', status: 'ASSIGNED' },
    { id: 'r2', driverId: null, status: 'REQUESTED' },
  ],
};

describe('assignments, by the rows of all three databases', () => {
  it('are right when each is in both services or in neither', () => {
    expect(assignmentAnomalies(RIGHT)).toEqual([]);
    const driven = { ...RIGHT, reservations: [part('a1', 'd1', 'RELEASED'), part('a2', 'd1', 'CANCELLED')] };
    expect(assignmentAnomalies(driven)).toEqual([]);
  });

  it.each<[string, Partial<AssignmentRows>]>([
    ['not ended: a1 is CONFIRMING', { assignments: [assignment('a1', 'r1', 'CONFIRMING')] }],
    ['mixed: a1 is CONFIRMED', { reservations: [part('a1', 'd1', 'CANCELLED')] }],
    ['not as decided: a1 is CANCELLED', { assignments: [assignment('a1', 'r1', 'CANCELLED')] }],
    ['left over: a2 is CANCELLED', { holds: [part('a1', 'r1', 'CONFIRMED'), part('a2', 'r2', 'TRIED')] }],
    ["not the driver's: a1", { rides: [{ id: 'r1', driverId: 'd2', status: 'ASSIGNED' }] }],
    [
      'ride r1 was assigned twice',
      { assignments: [1, 2].map((n) => assignment(`a${n}`, 'r1', 'CONFIRMED')) },
    ],
    ['ride r3 was assigned by nobody', { rides: [{ id: 'r3', driverId: 'd1', status: 'ASSIGNED' }] }],
    ['driver d1 is reserved twice', { reservations: [1, 2].map((n) => part(`a${n}`, 'd1', 'CONFIRMED')) }],
    ['a2 was begun by nobody', { assignments: [assignment('a1', 'r1', 'CONFIRMED')] }],
  ])('are wrong, and it says: %s', (what, change) => {
    const found = assignmentAnomalies({ ...RIGHT, ...change });
    expect(found.map((one) => one.what)).toContainEqual(expect.stringContaining(what));
  });
});
