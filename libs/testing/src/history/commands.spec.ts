import {
  answerAnomalies,
  type CommandCall,
  driverAnomalies,
  keyAnomalies,
  type OwnedRide,
  versionAnomalies,
} from './commands';
import type { CommittedChange } from './owner-log';

const [R1, R2] = ['019ab3c2-7d00-7000-8000-9c1e44d20f31', '019ab3c2-7d00-7000-8000-9c1e44d20f32'];

const change = (rideId: string, version: number, status: string, loggedAt: number): CommittedChange => ({
  ...{ rideId, version, status, loggedAt, driverId: version === 1 ? null : 'd1' },
});
const LOG = [
  change(R1, 1, 'REQUESTED', 100),
  change(R1, 2, 'ASSIGNED', 200),
  change(R1, 3, 'IN_PROGRESS', 300),
  change(R1, 4, 'COMPLETED', 400),
];
const row = (given: Partial<OwnedRide> = {}): OwnedRide => ({
  ...{ id: R1, version: 4, status: 'COMPLETED', driverId: 'd1', notes: 'k1', ...given },
});
const call = (
  command: CommandCall['command'],
  version: number,
  given: Partial<CommandCall> = {},
): CommandCall => ({
  ...{
    client: 'rider',
    command,
    key: 'k1',
    rideId: R1,
    driverId: 'd1',
    status: 200,
    tag: `"${R1}.${version}"`,
  },
  ...{ begunAt: version * 100 - 10, endedAt: version * 100 + 10, ...given },
});
const said = (found: readonly { what: string }[]) => found.map(({ what }) => what);

describe('answers of commands, held against the log of the owner', () => {
  it('are right when the log has what they say', () => {
    const calls = [call('request', 1), call('assign', 2), call('start', 3), call('complete', 4)];
    expect(answerAnomalies(LOG, calls)).toEqual([]);
  });

  it('are right when a repetition is answered with the ride as it is later', () => {
    const late = { begunAt: 500, endedAt: 510 };
    expect(answerAnomalies(LOG, [call('request', 4, late), call('assign', 4, late)])).toEqual([]);
  });

  it('say nothing without an answer, or with a refusal', () => {
    const none = { tag: undefined, status: undefined };
    expect(answerAnomalies([], [call('start', 3, none), call('start', 3, { ...none, status: 409 })])).toEqual(
      [],
    );
  });

  it.each([
    ['the change was lost', LOG.slice(0, 2), call('start', 3), 'lost'],
    ['the change was another one', LOG, call('cancel', 3), 'not so'],
    ['another driver was assigned', LOG, call('assign', 2, { driverId: 'd2' }), 'not so'],
    ['the answer came before the commit', LOG, call('start', 3, { endedAt: 250 }), 'not so'],
  ])('are wrong when %s', (_, log, wrong, how) => {
    const [found, ...more] = answerAnomalies(log, [wrong]);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ rule: 'answered', from: wrong.begunAt, until: wrong.endedAt });
    expect(found?.what).toContain(`${wrong.command} was answered with 200 and "${R1}`);
    expect(found?.what).toContain(how);
  });
});

describe('requests with a key', () => {
  it('make one ride, however often they are repeated', () => {
    const lost = call('request', 1, { rideId: undefined, status: undefined, tag: undefined });
    expect(keyAnomalies([lost, call('request', 1), call('request', 4)], [row()])).toEqual([]);
  });

  it('are wrong when they made two, or are answered with two', () => {
    const lost = call('request', 1, { rideId: undefined });
    const twoRows = keyAnomalies([lost], [row(), row({ id: R2 })]);
    const twoAnswers = keyAnomalies([call('request', 1), call('request', 1, { rideId: R2 })], [row()]);
    for (const found of [twoRows, twoAnswers]) {
      expect(said(found)).toEqual(['k1 made 2 rides']);
      expect(new Set(found[0]?.about)).toEqual(new Set([R1, R2]));
    }
  });
});

describe('versions of a ride', () => {
  it('are right when they are 1 to n and the row is the last of them', () => {
    expect(versionAnomalies(LOG.toReversed(), [row()])).toEqual([]);
    expect(versionAnomalies([], [])).toEqual([]);
  });

  it.each([
    ['has a hole', [LOG[0], LOG[2], LOG[3]], [row()], 'has the versions 1, 3, 4'],
    ['repeats a version', [...LOG, LOG[3]], [row()], 'has the versions 1, 2, 3, 4, 4'],
    [
      'skips a status',
      [LOG[0], { ...LOG[3], version: 2 }],
      [row({ version: 2 })],
      'became COMPLETED with version 2',
    ],
    [
      'has a row that was not published',
      LOG,
      [row({ version: 5 })],
      'its row has version 5, its last event 4',
    ],
    ['has another driver in its row', LOG, [row({ driverId: 'd2' })], 'its row has version 4'],
    ['has no row', LOG, [], 'its row has version undefined'],
    ['has no event', [], [row()], 'its last event undefined'],
  ])('are wrong when one %s', (_, log, rows, what) => {
    expect(said(versionAnomalies(log as CommittedChange[], rows))).toContainEqual(
      expect.stringContaining(what),
    );
  });
});

describe('a driver, by the log of the owner', () => {
  it('may take the next ride after the last one has ended', () => {
    expect(driverAnomalies([...LOG, change(R2, 2, 'ASSIGNED', 500)])).toEqual([]);
  });

  it('is on two rides when the next one begins earlier', () => {
    expect(driverAnomalies([...LOG, change(R2, 2, 'ASSIGNED', 350)])).toEqual([
      {
        ...{ rule: 'one ride a driver', about: ['d1', R1, R2], from: 350, until: 350 },
        what: `d1 was on ${R1} and became ASSIGNED of ${R2}`,
      },
    ]);
  });
});
