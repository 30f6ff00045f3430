import { aDriverUpdate, seededRandom, shuffled } from '@ride-hailing/testing';
import { aMessage } from '../../test/incoming-message.builder';
import { newestPerDriver } from './newest-per-driver';

const STORED = 1_795_384_000_000;

const said = (given: Parameters<typeof aDriverUpdate>[0], storedAtMs = STORED) => {
  const update = aDriverUpdate({ sequence: STORED, recordedAt: STORED, ...given });
  return aMessage({ subject: `drivers.update.${update.driverId}`, data: update, storedAtMs });
};

describe('a batch of driver updates', () => {
  it('keeps the newest update of each driver, in whatever order they arrive', () => {
    const messages = [1, 2, 3, 3, 4, 2].flatMap((sequence) => [
      said({ driverId: 'a', sequence: STORED + sequence }),
      said({ driverId: 'b', sequence: STORED + sequence * 10 }),
    ]);
    for (let seed = 0; seed < 20; seed += 1) {
      const { newest, poison } = newestPerDriver(shuffled(messages, seededRandom(seed)));
      expect(poison).toEqual([]);
      expect(newest.map(({ update }) => [update.driverId, update.sequence])).toEqual([
        ['a', STORED + 4],
        ['b', STORED + 40],
      ]);
    }
  });

  it('orders updates by driver, so that two instances cannot deadlock', () => {
    const batch = ['b', 'B', '10', '9', 'a_', 'a-'].map((driverId) => said({ driverId }));
    expect(newestPerDriver(batch).newest.map(({ update }) => update.driverId)).toEqual(
      ['b', 'B', '10', '9', 'a_', 'a-'].sort(),
    );
  });

  it('takes the time when the broker stored an update, not when it was read', () => {
    const { newest } = newestPerDriver([
      said({ sequence: STORED + 2 }, STORED + 700),
      said({ sequence: STORED + 1 }, STORED + 900),
    ]);
    expect(newest[0]?.heardAtMs).toBe(STORED + 700);
  });

  it('takes the time when the broker first stored an update, not when it was sent again', () => {
    const update = aDriverUpdate({ driverId: 'a', sequence: STORED, recordedAt: STORED });
    const times = { storedAtMs: STORED + 900, firstStoredAtMs: STORED + 700 };
    const again = aMessage({ subject: 'drivers.update.a', data: update, ...times });
    expect(newestPerDriver([again]).newest[0]?.heardAtMs).toBe(STORED + 700);
  });

  it('leaves out poison with its reason, and loses no other update', () => {
    const batch = [
      said({ driverId: 'a' }),
      aMessage({ subject: 'drivers.update.b', data: '{"driverId":' }),
      aMessage({
        subject: 'drivers.update.c',
        data: { ...aDriverUpdate({ driverId: 'c' }), position: { lat: 91, lng: 0 } },
      }),
      aMessage({ subject: 'drivers.update.d', data: aDriverUpdate({ driverId: 'somebody' }) }),
      said({ driverId: 'e', recordedAt: Number.MAX_SAFE_INTEGER }),
      said({ driverId: 'f' }),
    ];
    const { newest, poison } = newestPerDriver(batch);
    expect(newest.map(({ update }) => update.driverId)).toEqual(['a', 'f']);
    expect(poison.map(({ message, reason }) => [message.subject, reason])).toEqual([
      ['drivers.update.b', 'undecodable: not JSON'],
      ['drivers.update.c', expect.stringContaining('position.lat')],
      ['drivers.update.d', 'invalid: driverId is not the driver of the subject'],
      ['drivers.update.e', expect.stringContaining('recordedAt')],
    ]);
  });

  it.each<[string, Partial<Record<'sequence' | 'recordedAt', number>>]>([
    ['sequence', { sequence: 1 }],
    ['sequence', { sequence: Number.MAX_SAFE_INTEGER }],
    ['sequence', { sequence: STORED + 86_400_000 }],
    ['sequence', { sequence: STORED * 1_000 }],
    ['sequence', { sequence: Math.round(STORED / 1_000) }],
    ['recordedAt', { recordedAt: 1 }],
    ['recordedAt', { recordedAt: 8_640_000_000_000_000 }],
    ['recordedAt', { recordedAt: STORED + 86_400_000 }],
  ])('rejects a %s that no phone can have (%j), and keeps the next honest update', (field, given) => {
    const honest = said({});
    const { newest, poison } = newestPerDriver([said(given), honest]);
    expect(newest.map(({ update }) => update.sequence)).toEqual([STORED]);
    expect(poison).toMatchObject([{ reason: expect.stringMatching(`^invalid: ${field}: `) as string }]);
  });

  it('accepts phones whose clocks are minutes off, and those that have counted on for months', () => {
    for (const sequence of [STORED + 599_000, STORED - 3_600_000, STORED - 300 * 86_400_000]) {
      const { newest, poison } = newestPerDriver([said({ sequence, recordedAt: STORED + 599_000 })]);
      expect([newest.length, poison]).toEqual([1, []]);
    }
  });

  it('checks a resent update against the time when it was first stored', () => {
    const update = aDriverUpdate({ driverId: 'a', sequence: STORED + 86_400_000, recordedAt: STORED });
    const times = { storedAtMs: STORED + 90_000_000, firstStoredAtMs: STORED };
    const again = aMessage({ subject: 'drivers.update.a', data: update, ...times });
    expect(newestPerDriver([again]).poison).toHaveLength(1);
  });
});
