import { DEAD_LETTER_STREAMS, DRIVER_UPDATES, DRIVER_UPDATES_DEAD_LETTERS } from '@ride-hailing/contracts';
import { DeadLetterBox } from '@ride-hailing/messaging';
import { aDriverUpdate, aSequence, rawHeaders, shuffled } from '@ride-hailing/testing';
import type { DriverAnswer } from '../../src/drivers/drivers.dto';
import { rideEventHeaders } from '../incoming-message.builder';
import { aRideDocument, rideDocumentHeaders } from '../ride-document.builder';
import { assigned, type RunningService } from './on-a-ride';

export function setsMessagesAside({ component, random }: RunningService): void {
  describe('messages that cannot be applied', () => {
    const sequenceOf = async (driverId: string): Promise<number | null> =>
      (await component().get<DriverAnswer>(`/drivers/${driverId}`)).body.sources.position.sequence;
    it('sends each kind of poison to the dead letters once, with the reason, and delays no other message', async () => {
      const update = (driverId: string) => JSON.stringify(aDriverUpdate({ driverId }));
      const good = Array.from({ length: 200 }, (_, index) => ({
        subject: `drivers.update.p-${index}`,
        data: update(`p-${index}`),
      }));
      const poison = [
        { subject: 'drivers.update.x-1', data: '{"driverId":' },
        { subject: 'drivers.update.x-2', data: Uint8Array.of(0xff, 0xfe) },
        { subject: 'drivers.update.x-3', data: '{"driverId":"x-3"}' },
        { subject: 'drivers.update.x-4', data: update('somebody') },
        {
          subject: 'drivers.update.x-5',
          data: JSON.stringify(aDriverUpdate({ driverId: 'x-5', sequence: 1 })),
        },
      ];
      await component().publish(shuffled([...good, ...poison], random));
      await component().allSettled();
      expect(await sequenceOf('p-199')).toBe(aSequence());
      const reasons = Object.fromEntries(
        component().deadLetters.map(({ subject, reason }) => [subject, reason]),
      );
      expect(component().deadLetters).toHaveLength(poison.length);
      expect(reasons).toEqual({
        'drivers.update.x-1': 'undecodable: not JSON',
        'drivers.update.x-2': 'undecodable: not UTF-8',
        'drivers.update.x-3': expect.stringContaining('sequence') as string,
        'drivers.update.x-4': expect.stringContaining('subject') as string,
        'drivers.update.x-5': expect.stringContaining('sequence: 1 is not') as string,
      });
    });

    it('sends the poison of each stream to a dead-letter stream of its own', async () => {
      await component().publish([
        { subject: 'drivers.update.l-1', data: 'garbage' },
        { subject: 'rides.changed.l-1', data: 'garbage' },
      ]);
      await component().allSettled();
      const { infrastructure } = component();
      const login = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' };
      const found: [string, string][] = [];
      for (const { name } of DEAD_LETTER_STREAMS) {
        const box = await DeadLetterBox.open(login, name);
        for (let letter = await box.next(0); letter; letter = await box.next(letter.sequence)) {
          if (letter.origin.subject.endsWith('.l-1')) found.push([name, letter.origin.subject]);
        }
        await box.close();
      }
      expect(found).toEqual([
        ['DEAD_LETTERS', 'rides.changed.l-1'],
        ['DEAD_LETTERS_DRIVER_UPDATES', 'drivers.update.l-1'],
      ]);
    });

    it('does not take a silent driver for free when an old update is sent again', async () => {
      const twoMinutesAgo = new Date(Date.now() - 120_000).toISOString();
      const letter = (driverId: string, storedAt: string) => ({
        subject: 'dead-letters.driver-service.driver-service-positions',
        data: JSON.stringify(aDriverUpdate({ driverId })),
        options: {
          headers: {
            'dead-letter-stream': DRIVER_UPDATES,
            'dead-letter-subject': `drivers.update.${driverId}`,
            'dead-letter-stored-at': storedAt,
          },
        },
      });
      await component().publish([letter('r-old', twoMinutesAgo), letter('r-new', new Date().toISOString())]);
      const { infrastructure } = component();
      const login = { url: infrastructure.natsUrl, ...infrastructure.credentials('operator'), name: 'spec' };
      const box = await DeadLetterBox.open(login, DRIVER_UPDATES_DEAD_LETTERS);
      const { lastSequence } = await box.extent();
      for (const sequence of [lastSequence - 1, lastSequence]) await box.redrive(sequence);
      await box.close();
      await component().allSettled();
      const isFree = async (driverId: string) =>
        (await component().get<DriverAnswer>(`/drivers/${driverId}`)).body.free;
      expect([await isFree('r-old'), await isFree('r-new')]).toEqual([false, true]);
    });

    it.each([
      [
        'positions',
        (at: number) => ({
          subject: `drivers.update.odd-${at}`,
          data: JSON.stringify(aDriverUpdate({ driverId: `odd-${at}` })),
        }),
        "SELECT count(*)::int FROM driver_positions WHERE driver_id LIKE 'odd-%'",
      ],
      [
        'ride copy',
        (at: number) => ({
          subject: `rides.changed.ride-of-odd-${at}`,
          data: JSON.stringify(assigned(`odd-${at}`)),
          headers: rideEventHeaders(assigned(`odd-${at}`)),
        }),
        "SELECT count(*)::int FROM ride_copy WHERE driver_id LIKE 'odd-%'",
      ],
      [
        'ride replica',
        (at: number) => {
          const ride = aRideDocument({ rideId: `odd-${at}` });
          return {
            subject: `rides.document.odd-${at}`,
            data: JSON.stringify(ride),
            headers: rideDocumentHeaders(ride),
          };
        },
        "SELECT count(*)::int FROM ride_replica WHERE ride_id LIKE 'odd-%'",
      ],
    ])(
      'applies 1,000 good messages around an odd one, which becomes a dead letter: %s',
      async (_, messageOf, count) => {
        const good = Array.from({ length: 1_000 }, (_none, at) => {
          const { headers, ...message } = { headers: undefined, ...messageOf(at) };
          return { ...message, options: { headers } };
        });
        await component().publish(good.slice(0, 500));
        const { subject, data, headers } = { headers: undefined, ...messageOf(1_000) };
        const lines = Object.entries<string>(headers ?? {}).map(([name, value]) => `${name}: ${value}`);
        await component().publishRaw([
          { subject, data, headers: rawHeaders('Device Model: Pixel 9', ...lines) },
          { subject, data: 'not JSON', headers: rawHeaders('Device Model: Pixel 9') },
        ]);
        await component().publish(good.slice(500));
        await component().allSettled();
        const { rows } = await component().database.pool.query<{ count: number }>(count);
        expect(rows[0]?.count).toBe(1_000);
        const reason = expect.stringMatching(/^undecodable: headers: /) as string;
        expect(component().deadLetters).toEqual([
          { subject, reason },
          { subject, reason },
        ]);
      },
    );
  });
}
