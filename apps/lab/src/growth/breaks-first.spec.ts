import { someDemands } from '../../test/demands.builder';
import { NORMAL } from './assumptions';
import { breaksOf, settingsExceeded, threadsFilledBy } from './breaks-first';

const ROUND = {
  ...NORMAL,
  ...{ 'update-every': 1, 'rides-per-hour': 9, 'changes-per-ride': 4, 'reads-per-second': 1 },
};

const namesOf = (demands = someDemands()): readonly string[] =>
  breaksOf(demands, ROUND, 'near').map(({ what }) => what);

describe('what breaks first', () => {
  it('is what the fewest drivers fill, and the others follow in their order', () => {
    const drivers = breaksOf(someDemands(), ROUND, 'near').map((one) => one.drivers);
    expect(drivers).toEqual([...drivers].sort((a, b) => a - b));
    // An update and a read of a driver take two thousandths of its thread.
    expect(drivers[0]).toBeCloseTo(500);
    expect(namesOf()[0]).toBe('the thread of one driver-service');
  });

  it('is another thing when that has less room', () => {
    expect(namesOf(someDemands({ changesOfOneThread: 1 }))[0]).toBe('the thread of one ride-service');
    expect(namesOf(someDemands({ updatesTakenFromOneStream: 100 }))[0]).toBe(
      'one stream of updates, taken from',
    );
    expect(namesOf(someDemands({ eventsOfOneRelay: 1 }))[0]).toBe('one relay of the outbox');
  });

  it('leaves out what nothing uses', () => {
    const whatever = someDemands({ change: 0.001 });
    expect(namesOf(whatever)).not.toContain("the CPU of Ride Service's primary");
    expect(namesOf()).toContain("the CPU of Ride Service's primary");
  });

  it('fills the thread of the owner sooner when reads call it', () => {
    const [near, far] = ['near', 'far'].map((approach) => threadsFilledBy(someDemands(), ROUND, approach));
    expect(near?.ride).toBeCloseTo(10_000);
    // A hundredth of a change takes 0.0001 of the thread, and a call 0.01.
    expect(far?.ride).toBeCloseTo(1 / 0.0101);
    expect(near?.driver).toBe(far?.driver);
  });

  it('names the streams whose limit of bytes is reached sooner when messages are larger', () => {
    const byName = (bytes: number) =>
      Object.fromEntries(
        settingsExceeded({ ...ROUND, 'event-bytes': bytes }).map(({ what, drivers }) => [what, drivers]),
      );
    const [small, large] = [byName(100), byName(200)];
    expect(Object.keys(small).sort()).toEqual(['DRIVER_UPDATES', 'RIDE_EVENTS']);
    expect(large.RIDE_EVENTS).toBeCloseTo((small.RIDE_EVENTS ?? 0) / 2);
    expect(large.DRIVER_UPDATES).toBe(small.DRIVER_UPDATES);
  });
});
