import { faultsOfLetters, originOf } from './dead-letters';

const letter = (sequence: number, reason = 'not JSON', stream = 'RIDE_EVENTS') => ({
  origin: originOf(stream, sequence, 'driver-service-ride-copy'),
  reason,
});
const expected = new Map(
  [1, 2].map((sequence) => [letter(sequence).origin, { sender: `ride-${sequence}`, what: 'not JSON' }]),
);

describe('the check of dead letters', () => {
  it('accepts one dead letter with a reason for each bad message', () => {
    expect(faultsOfLetters([letter(2), letter(1)], expected)).toEqual([]);
  });

  it.each([
    ['a missing one', [letter(1)], 'no dead letter of RIDE_EVENTS 2'],
    ['a second one', [letter(1), letter(2), letter(2)], '2 dead letters of RIDE_EVENTS 2'],
    [
      'one of a good message',
      [letter(1), letter(2), letter(3)],
      'RIDE_EVENTS 3 driver-service-ride-copy, which was good',
    ],
    ['one without a reason', [letter(1), letter(2, ' ')], 'without a reason'],
  ])('reports %s', (_what, letters, fault) => {
    expect(faultsOfLetters(letters, expected).join()).toContain(fault);
  });

  it('expects as many dead letters of one driver as are kept', () => {
    const origin = (sequence: number) => originOf('DRIVER_UPDATES', sequence, 'driver-service-positions');
    const sent = Array.from({ length: 30 }, (_, at) => origin(at + 1));
    const many = new Map(sent.map((one) => [one, { sender: 'd-1', what: 'not JSON' }]));
    const kept = (count: number) => sent.slice(-count).map((one) => ({ origin: one, reason: 'not JSON' }));
    expect(faultsOfLetters(kept(20), many)).toEqual([]);
    expect(faultsOfLetters(kept(19), many)).toHaveLength(11);
  });
});
