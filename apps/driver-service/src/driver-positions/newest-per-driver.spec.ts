import { aDriverUpdate, seededRandom, shuffled } from '@ride-hailing/testing';
import { aMessage } from '../../test/incoming-message.builder';
import { newestPerDriver } from './newest-per-driver';

const said = (given: Parameters<typeof aDriverUpdate>[0], storedAtMs = 1) => {
  const update = aDriverUpdate(given);
  return aMessage({ subject: `drivers.update.${update.driverId}`, data: update, storedAtMs });
};

describe('what is kept of a batch of driver updates', () => {
  it('is the newest of each driver, however they are ordered', () => {
    const messages = [1, 2, 3, 3, 4, 2].flatMap((sequence) => [
      said({ driverId: 'a', sequence }),
      said({ driverId: 'b', sequence: sequence * 10 }),
    ]);
    for (let seed = 0; seed < 20; seed += 1) {
      const { newest, poison } = newestPerDriver(shuffled(messages, seededRandom(seed)));
      expect(poison).toEqual([]);
      expect(newest.map(({ update }) => [update.driverId, update.sequence])).toEqual([
        ['a', 4],
        ['b', 40],
      ]);
    }
  });

  it('is ordered by driver, so that two instances cannot deadlock', () => {
    const batch = ['b', 'B', '10', '9', 'a_', 'a-'].map((driverId) => said({ driverId }));
    expect(newestPerDriver(batch).newest.map(({ update }) => update.driverId)).toEqual(
      ['b', 'B', '10', '9', 'a_', 'a-'].sort(),
    );
  });

  it('was heard when the broker stored it, not when it was read', () => {
    const { newest } = newestPerDriver([said({ sequence: 2 }, 700), said({ sequence: 1 }, 900)]);
    expect(newest[0]?.heardAtMs).toBe(700);
  });

  it('was heard when the broker first stored it, not when it was sent again', () => {
    const update = aDriverUpdate({ driverId: 'a' });
    const again = { subject: 'drivers.update.a', data: update, storedAtMs: 900, firstStoredAtMs: 700 };
    expect(newestPerDriver([aMessage(again)]).newest[0]?.heardAtMs).toBe(700);
  });

  it('leaves out poison, names it and loses no other', () => {
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
});
