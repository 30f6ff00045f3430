import {
  ACTIVE_STATUSES_SQL,
  isActive,
  RIDE_STATUSES,
  RIDE_STATUSES_SQL,
  TERMINAL_STATUSES_SQL,
} from './ride-status';

describe('statuses of a ride', () => {
  it('counts a ride as active from its assignment to its end', () => {
    expect(RIDE_STATUSES.filter(isActive)).toEqual(['ASSIGNED', 'IN_PROGRESS']);
  });

  it('writes statuses in SQL exactly as the indexes of migrations do', () => {
    expect(ACTIVE_STATUSES_SQL).toBe("('ASSIGNED', 'IN_PROGRESS')");
    expect(TERMINAL_STATUSES_SQL).toBe("('COMPLETED', 'CANCELLED')");
    expect(RIDE_STATUSES_SQL).toBe("('REQUESTED', 'ASSIGNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')");
  });
});
