import {
  ACTIVE_STATUSES_SQL,
  isActive,
  RIDE_STATUSES,
  RIDE_STATUSES_SQL,
  TERMINAL_STATUSES_SQL,
} from './ride-status';

describe('statuses of a ride', () => {
  it('have a driver on the ride from its assignment to its end', () => {
    expect(RIDE_STATUSES.filter(isActive)).toEqual(['ASSIGNED', 'IN_PROGRESS']);
  });

  it('are written as lists of SQL in the words of the indexes that migrations have made', () => {
    expect(ACTIVE_STATUSES_SQL).toBe("('ASSIGNED', 'IN_PROGRESS')");
    expect(TERMINAL_STATUSES_SQL).toBe("('COMPLETED', 'CANCELLED')");
    expect(RIDE_STATUSES_SQL).toBe("('REQUESTED', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')");
  });
});
