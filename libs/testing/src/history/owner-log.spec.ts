import { changeKey, type CommittedChange, statesByDriver } from './owner-log';

const change = (text: string): CommittedChange => {
  const [rideId = '', version = '', status = '', driverId = '', loggedAt = ''] = text.split(' ');
  return {
    rideId,
    version: Number(version),
    status,
    driverId: driverId === '-' ? null : driverId,
    loggedAt: Number(loggedAt),
  };
};

const LOG = [
  'r1 1 REQUESTED - 100',
  'r1 2 ASSIGNED d1 200',
  'r2 2 ASSIGNED d2 250',
  'r1 3 IN_PROGRESS d1 300',
  'r1 4 COMPLETED d1 400',
  'r3 2 ASSIGNED d1 500',
].map(change);

const statesOf = (log: CommittedChange[], answers: Record<string, number> = {}) =>
  statesByDriver(log, new Map(Object.entries(answers)));

describe('the states of a driver, by the log of the owner', () => {
  it('follow each other from no ride to ride after ride, whatever order the log is read in', () => {
    const expected = [
      ['NONE', false],
      ['ASSIGNED', true],
      ['IN_PROGRESS', true],
      ['COMPLETED', false],
      ['ASSIGNED', true],
    ];
    for (const log of [LOG, LOG.toReversed()]) {
      const states = statesOf(log).get('d1') ?? [];
      expect(states.map(({ status, isActive }) => [status, isActive])).toEqual(expected);
    }
  });

  it('leave out whoever has no driver yet, and keep drivers apart', () => {
    const states = statesOf(LOG);
    expect([...states.keys()]).toEqual(['d1', 'd2']);
    expect(states.get('d2')?.map(({ rideId }) => rideId)).toEqual(['', 'r2']);
  });

  it('are known from the answer to whoever made the change, or from the log when there was none', () => {
    const states = statesOf(LOG, { [changeKey('r1', 'ASSIGNED')]: 222 }).get('d1') ?? [];
    expect(states.map(({ knownAt }) => knownAt)).toEqual([-Infinity, 222, 300, 400, 500]);
  });

  it('are known no later than the next one: its change began after their commit', () => {
    const states = statesOf(LOG, { [changeKey('r1', 'ASSIGNED')]: 333 }).get('d1') ?? [];
    expect(states[1]).toMatchObject({ status: 'ASSIGNED', loggedAt: 200, knownAt: 300 });
  });
});
